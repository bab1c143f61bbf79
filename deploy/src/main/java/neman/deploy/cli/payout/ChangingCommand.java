package neman.deploy.cli.payout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import neman.deploy.cli.common.Terminal;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.miner.Decision;
import picocli.CommandLine.Option;

/** A command that changes something: it knows who gives it, and asks before it does what cannot be taken back. */
abstract class ChangingCommand extends DeskCommand {
    @Option(
            names = "--operator",
            paramLabel = "NAME",
            description = "Who decides this: stands in the books for good. Default: ${DEFAULT-VALUE}.",
            defaultValue = "${sys:user.name}")
    private String operator;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    private OperatorCommand command;

    /** As it is noted: the command's words, without those that say how to answer. */
    abstract String words();

    @Override
    void checkArguments() {
        try {
            command = new OperatorCommand(operator, words());
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    final String actor() {
        return command.actor();
    }

    final OperatorCommand command() {
        return command;
    }

    final LedgerTransactions transactions(PayoutDesk desk) {
        return desk.transactions(command);
    }

    /** Who decided it and why, as the books keep both. */
    final Decision decision(String reason) {
        try {
            return new Decision(actor(), reason);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /** @throws PoolException where the answer is not yes, or nobody is there to give one */
    final void confirm(String question) throws PoolException {
        if (yes) {
            return;
        }
        if (!Terminal.answers()) {
            throw new PoolException(
                    "not confirmed, nothing was done: no terminal to ask \"" + question + "\" at; scripts say --yes");
        }
        progress().quiet();
        progress().say(question + " Type yes to go on:");
        if (!answer().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new PoolException("not confirmed, nothing was done");
        }
    }

    private static String answer() {
        try {
            // Not closed: standard input is not ours to close.
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** With {@code --json} an object, else a sentence. */
    final int done(String sentence) {
        if (wantsJson()) {
            print(object().put("done", true).put("message", sentence));
        } else {
            out().println(sentence);
        }
        return 0;
    }
}
