package neman.deploy.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import neman.deploy.cli.payout.PayoutCommand;
import neman.deploy.config.ConfigurationException;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the process begins. Exit status: 0 done, 1 failed, 2 not understood (usage or configuration). A failure is one
 * clear line on standard error, a configuration's faults one line each.
 */
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        versionProvider = Pool.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Neman, a Bitcoin mining pool server.",
        description =
                "%nThe quickest way to see it work is @|bold ./pool demo|@: a whole pool, three miners and a chain of"
                        + " its own.%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  ./pool demo",
            "  ./pool check --config pool.yaml && ./pool run --config pool.yaml",
            "  ./pool miner --url stratum+tcp://127.0.0.1:3333 --user ADDRESS.WORKER",
            "",
            "./pool help COMMAND tells more. Exit status: 0 done, 1 failed, 2 usage or configuration."
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            BlockCommand.class,
            AlarmCommand.class,
            PayoutCommand.class,
            JournalCommand.class,
            MinerCommand.class,
            LoadCommand.class,
            BenchCommand.class,
            TestCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Pool implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, arguments));
    }

    /** Everything but the end of the process. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Pool())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(notUnderstood())
                .setExecutionExceptionHandler(failed())
                .setUsageHelpWidth(120)
                .execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static IParameterExceptionHandler notUnderstood() {
        return (ParameterException e, String[] arguments) -> {
            CommandLine command = e.getCommandLine();
            command.getErr().println("pool: " + problem(e) + "; see " + help(command));
            return ExitCode.USAGE;
        };
    }

    /** How more is to be had: {@code ./pool help run}, {@code ./pool payout approve --help}. */
    private static String help(CommandLine command) {
        String[] names = command.getCommandSpec().qualifiedName(" ").split(" ", 2);
        if (names.length == 1) {
            return "./pool help";
        }
        return names[1].contains(" ") ? "./pool " + names[1] + " --help" : "./pool help " + names[1];
    }

    private static IExecutionExceptionHandler failed() {
        return (Exception e, CommandLine command, CommandLine.ParseResult result) -> {
            if (e instanceof ConfigurationException) {
                e.getMessage().lines().forEach(line -> command.getErr().println("pool: " + line));
                return ExitCode.USAGE;
            }
            if (e instanceof PoolException) {
                command.getErr().println("pool: " + firstLine(e.getMessage()));
                return ExitCode.SOFTWARE;
            }
            command.getErr().println("pool: a defect of this program, please report it:");
            e.printStackTrace(command.getErr());
            return ExitCode.SOFTWARE;
        };
    }

    private static String problem(ParameterException e) {
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String kind = unmatched.isUnknownOption() ? "unknown option" : "unknown argument";
            return kind + " '" + unmatched.getUnmatched().get(0) + "'";
        }
        return plain(firstLine(e.getMessage()));
    }

    /** What the parser says of a value, without its own words for where that stood and of which type it should be. */
    private static String plain(String message) {
        return message.replaceFirst("^Error: ", "")
                .replaceFirst("^Invalid value for positional parameter at index \\d+ \\(([^)]+)\\): ", "$1: ")
                .replaceFirst("^Invalid value for option '([^'=]+)[^']*'(?: \\([^)]*\\))?: ", "$1: ")
                .replaceFirst("' is not an? (?:int|long|BigDecimal)$", "' is not a number, or too large")
                .replaceFirst(
                        "^Missing required argument \\(specify one of these\\): \\((.+)\\)$", "one of $1 is needed")
                .replaceFirst(" are mutually exclusive \\(specify only one\\)$", " exclude each other");
    }

    private static String firstLine(String message) {
        return message == null ? "failed" : message.lines().findFirst().orElse("failed");
    }

    /** The version that the jar's manifest carries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Pool.class.getPackage().getImplementationVersion();
            return new String[] {"Neman " + (version == null ? "of an unpacked build" : version)};
        }
    }
}
