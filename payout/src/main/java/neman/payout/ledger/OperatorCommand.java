package neman.payout.ledger;

import java.util.regex.Pattern;

/**
 * Who asks for what: noted in {@code ledger.operator_command} by each transaction of a command.
 *
 * @param operator becomes the actor of journals and events, as {@code operator:NAME}
 * @param command as it was given, without secrets
 */
public record OperatorCommand(String operator, String command) {
    /** Of an operator's name. */
    public static final int MAX_NAME_CHARACTERS = 64;

    public static final int MAX_COMMAND_CHARACTERS = 1_000;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}@._ -]{1," + MAX_NAME_CHARACTERS + "}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public OperatorCommand {
        if (!NAME.matcher(operator).matches() || operator.isBlank()) {
            throw new IllegalArgumentException(
                    "an operator's name has 1 to " + MAX_NAME_CHARACTERS + " letters, digits, blanks or @ . _ -, not '"
                            + CONTROL.matcher(operator).replaceAll("?") + "'");
        }
        if (command.length() > MAX_COMMAND_CHARACTERS
                || CONTROL.matcher(command).find()) {
            throw new IllegalArgumentException(
                    "a command is one line of at most " + MAX_COMMAND_CHARACTERS + " characters");
        }
    }

    /** As journals and events name him; no role of the pool has a name like it. */
    public String actor() {
        return "operator:" + operator;
    }
}
