package neman.deploy.cli;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import neman.deploy.cli.common.Terminal;
import neman.deploy.wiring.StopSignal;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import neman.stratum.miner.ServerTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A miner for trying a pool out. */
@Command(
        name = "miner",
        mixinStandardHelpOptions = true,
        description =
                "Mine at any Stratum pool on this machine's processor, until Ctrl-C. Good for tries, not for profit.",
        footer = {"", "Example:", "  ./pool miner --url stratum+tcp://127.0.0.1:3333 --user ADDRESS.WORKER --threads 2"
        })
final class MinerCommand implements Callable<Integer> {
    private static final Duration SHOW_EVERY = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "stratum+tcp://HOST:PORT, or stratum+ssl://HOST:PORT with TLS.")
    private URI url;

    @Option(
            names = "--user",
            required = true,
            paramLabel = "ADDRESS.WORKER",
            description = "Who is paid, and a name for this machine.")
    private String user;

    @Option(names = "--password", defaultValue = "x", description = "Most pools ignore it. Default: ${DEFAULT-VALUE}")
    private String password;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Certificates (PEM) to believe instead of those that come with Java.")
    private Optional<Path> tlsAuthority = Optional.empty();

    @Option(names = "--tls-insecure", description = "Believe any certificate: for tries only.")
    private boolean tlsInsecure;

    @Option(
            names = "--follow-host",
            paramLabel = "HOST",
            description = "Where else than to its own host the pool may send this miner; may be repeated.")
    private Set<String> followedHosts = Set.of();

    @Option(names = "--threads", defaultValue = "1", description = "That hash, 1 to 1024. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--max-hashrate",
            defaultValue = "0",
            paramLabel = "HASHES",
            description = "A second, over all threads; 0 for as fast as it goes. Default: ${DEFAULT-VALUE}")
    private long maxHashrate;

    @Override
    public Integer call() throws InterruptedException {
        StatusLine status = new StatusLine(spec.commandLine().getOut(), Terminal.shows());
        try (StopSignal stop = StopSignal.install();
                CpuMiner miner =
                        new CpuMiner(settings(), new Narrator(spec.commandLine().getErr()))) {
            miner.start();
            long beganNanos = System.nanoTime();
            while (!stop.await(SHOW_EVERY)) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
                status.show(describe(miner, elapsed));
            }
            status.end();
            return 0;
        }
    }

    private MinerSettings settings() {
        try {
            return new MinerSettings(
                    url, user, password, threads, maxHashrate, Duration.ofSeconds(2), followedHosts, trust());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ServerTrust trust() {
        if (tlsInsecure) {
            return ServerTrust.ofAnybody();
        }
        return tlsAuthority.map(ServerTrust::of).orElseGet(ServerTrust::ofThisMachine);
    }

    private static String describe(CpuMiner miner, Duration elapsed) {
        long perSecond = miner.hashes() * 1_000 / Math.max(1, elapsed.toMillis());
        return "%s  %s  accepted %d  rejected %d"
                .formatted(
                        StatusLine.elapsed(elapsed),
                        Units.hashrate(BigInteger.valueOf(perSecond)),
                        miner.accepted(),
                        miner.rejected());
    }

    /** Says what went wrong, at most once a second: a pool that refuses everything must not flood the screen. */
    private static final class Narrator implements MinerListener {
        private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

        private final PrintWriter err;
        private long lastNanos = System.nanoTime() - QUIET_NANOS;

        Narrator(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void onRejected(String reason) {
            say("share rejected: " + reason);
        }

        @Override
        public void onSentOn(URI place, Duration wait) {
            say("sent on: connecting to " + place + " in " + wait.toSeconds() + " s");
        }

        @Override
        public void onDisconnected(String reason) {
            say("not connected: " + reason + "; trying again");
        }

        private void say(String text) {
            long now = System.nanoTime();
            if (now - lastNanos >= QUIET_NANOS) {
                lastNanos = now;
                // The pool's words: whatever could steer a terminal is taken out.
                err.println("pool: " + text.replaceAll("\\p{Cntrl}", "?"));
            }
        }
    }
}
