package neman.deploy.cli;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.deploy.cli.common.Terminal;
import neman.deploy.wiring.PoolException;
import neman.stratum.load.LoadException;
import neman.stratum.load.LoadGenerator;
import neman.stratum.load.LoadReport;
import neman.stratum.load.LoadSettings;
import neman.stratum.load.Pace;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** A load for finding out what a machine carries. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Put a load on any Stratum pool that hands out low difficulty, and tell what it did with it.",
            "Shares are solved before the measured time. Latency counts from when a share was due, not from when it left.",
            "Only for pools that you run: it opens thousands of connections."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool load --url stratum+tcp://127.0.0.1:3333 --user ADDRESS --connections 1000 --rate 5000 --duration 60s",
            "  ./pool load --url stratum+tcp://127.0.0.1:3333 --user ADDRESS --connections 1000 --outstanding 2 --pid 4711",
            "  ./pool load --url stratum+tcp://127.0.0.1:3333 --user ADDRESS --connections 10000 --duration 5m --json",
            "Without --rate and --outstanding the connections only listen: for memory and the spread of new jobs.",
            "The pool's port needs a min-difficulty as low as --difficulty."
        })
final class LoadCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "stratum+tcp://HOST:PORT")
    private URI url;

    @Option(names = "--user", required = true, paramLabel = "ADDRESS", description = "Authorized on every connection.")
    private String user;

    @Option(
            names = "--password",
            paramLabel = "TEXT",
            description = "Default: x,d=DIFFICULTY, which many pools read as the difficulty to hand out.")
    private Optional<String> password;

    @Option(
            names = "--difficulty",
            paramLabel = "DIFFICULTY",
            description = "Suggested to the pool. Default: about one hash a share.")
    private Optional<BigDecimal> difficulty;

    @Option(names = "--connections", defaultValue = "100", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--connect-rate",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Connections opened a second. Default: ${DEFAULT-VALUE}")
    private int connectRate;

    @Option(
            names = "--rate",
            paramLabel = "SHARES_PER_S",
            description = "Open loop: so many shares a second over all connections.")
    private Optional<Double> rate;

    @Option(
            names = "--outstanding",
            paramLabel = "K",
            description = "Closed loop: so many submits of each connection without an answer.")
    private Optional<Integer> outstanding;

    @Option(
            names = "--duration",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Time.class,
            description = "That is measured: 500ms, 60s, 5m. Default: ${DEFAULT-VALUE}")
    private Duration duration;

    @Option(
            names = "--warm-up",
            defaultValue = "2s",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Before that. Default: ${DEFAULT-VALUE}")
    private Duration warmUp;

    @Option(names = "--threads", defaultValue = "1", description = "Event loops. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--pid",
            split = ",",
            paramLabel = "PID",
            description = "The pool's processes on this machine: their memory and processor time are told, too.")
    private List<Long> pids = new ArrayList<>();

    @Option(names = "--json", description = "The result as one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, PoolException {
        StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.shows() && !json);
        try (LoadGenerator generator = new LoadGenerator(settings(), status::show)) {
            LoadReport report = generator.run();
            status.end();
            spec.commandLine()
                    .getOut()
                    .println(json ? report.toJson() : report.toText().stripTrailing());
            return report.handshakes().failed() == 0 ? 0 : 1;
        } catch (LoadException e) {
            status.end();
            throw new PoolException(e.getMessage(), e);
        }
    }

    private LoadSettings settings() {
        BigDecimal suggested = difficulty.orElse(LoadSettings.EASIEST);
        try {
            return new LoadSettings(
                    url,
                    user,
                    password.orElse("x,d=" + suggested.toPlainString()),
                    suggested,
                    connections,
                    connectRate,
                    pace(),
                    warmUp,
                    duration,
                    threads,
                    pids);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Pace pace() {
        if (rate.isPresent() && outstanding.isPresent()) {
            throw new IllegalArgumentException(
                    "--rate is an open loop and --outstanding a closed one: give one of them");
        }
        return rate.<Pace>map(Pace.OpenLoop::new)
                .or(() -> outstanding.map(Pace.ClosedLoop::new))
                .orElseGet(Pace.Idle::new);
    }

    /** A number with its unit. */
    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("a time is a number and ms, s, m or h, not '" + text + "'");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }
}
