package neman.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import neman.accounting.bench.AccountingBench;
import neman.accounting.bench.BenchSettings;
import neman.accounting.journal.Durability;
import neman.deploy.cli.common.Terminal;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How fast shares become committed segments here, and rounds close. */
@Command(
        name = "accounting",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the accountant: append to the journal, answers beside bare forces at the same rate, journal to committed segments"
                    + " through Redis and PostgreSQL,",
            "the takeover by another accountant, and the closing of a round. Uses embedded servers in a directory of"
                    + " its",
            "own, which is deleted afterwards."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool bench accounting",
            "  ./pool bench accounting --shares 5000000 --accounts 1000 --workers 10 --directory /var/lib/neman-bench",
            "  java -Xmx256m -jar deploy/target/neman.jar bench accounting --round-shares 1000000 --outage-shares 36000000"
        })
final class AccountingBenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "On the disk that is to be measured. Default: ${DEFAULT-VALUE}")
    private Path parent;

    @Option(names = "--shares", defaultValue = "2000000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int shares;

    @Option(
            names = "--answer-rate",
            defaultValue = "5000",
            paramLabel = "N",
            description =
                    "Shares a second whose answers are timed, beside bare forces at that rate. Default: ${DEFAULT-VALUE}")
    private int answerRate;

    @Option(
            names = "--answer-seconds",
            defaultValue = "10",
            paramLabel = "N",
            description = "Default: ${DEFAULT-VALUE}")
    private int answerSeconds;

    @Option(names = "--accounts", defaultValue = "1000", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int accounts;

    @Option(
            names = "--workers",
            defaultValue = "10",
            paramLabel = "N",
            description = "Of each account. Default: ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--durability",
            defaultValue = "disk",
            paramLabel = "disk|process",
            description = "As journal.durability. Default: ${DEFAULT-VALUE}")
    private String durability;

    @Option(
            names = "--round-shares",
            defaultValue = "10000000",
            paramLabel = "N",
            description = "In the window of the round. Default: ${DEFAULT-VALUE}")
    private int roundShares;

    @Option(
            names = "--round-accounts",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Default: ${DEFAULT-VALUE}")
    private int roundAccounts;

    @Option(
            names = "--window-shares",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "That fill the PPLNS window, which the next accountant takes over. Default: ${DEFAULT-VALUE}")
    private int windowShares;

    @Option(
            names = "--outage-shares",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Appended while PostgreSQL is away: shows that they wait on disk. An hour of 10,000 a second is"
                            + " 36000000, 5 GB. Default: ${DEFAULT-VALUE}, left out")
    private int outageShares;

    @Override
    public Integer call() throws PoolException {
        StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.shows());
        try {
            String report = new AccountingBench(settings(), status::show).run().toText();
            status.end();
            spec.commandLine().getOut().println(report.stripTrailing());
            return 0;
        } catch (IOException e) {
            status.end();
            throw new PoolException("the benchmark could not run: " + e.getMessage(), e);
        }
    }

    private BenchSettings settings() {
        try {
            return new BenchSettings(
                    parent,
                    shares,
                    answerRate,
                    answerSeconds,
                    accounts,
                    workers,
                    durability(),
                    roundShares,
                    roundAccounts,
                    windowShares,
                    outageShares);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Durability durability() {
        return switch (durability) {
            case "disk" -> Durability.DISK;
            case "process" -> Durability.PROCESS;
            default -> throw new IllegalArgumentException("--durability is disk or process, not '" + durability + "'");
        };
    }
}
