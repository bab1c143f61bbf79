package neman.stratum.miner;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * @param url {@code stratum+tcp://HOST:PORT}, or {@code stratum+ssl} or {@code stratum+tls} for TLS
 * @param user {@code ADDRESS} or {@code ADDRESS.WORKER}
 * @param threads that hash, 1 … 1024
 * @param maxHashesPerSecond over all threads; 0 for as fast as it goes
 * @param reconnectDelay after a connection ended
 * @param trust which certificates it believes where the URL says TLS
 */
public record MinerSettings(
        URI url,
        String user,
        String password,
        int threads,
        long maxHashesPerSecond,
        Duration reconnectDelay,
        ServerTrust trust) {
    private static final Set<String> SCHEMES = Set.of("stratum+tcp", "stratum+ssl", "stratum+tls");

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public MinerSettings {
        if (url.getScheme() == null
                || !SCHEMES.contains(url.getScheme())
                || url.getHost() == null
                || url.getPort() < 1) {
            throw new IllegalArgumentException(
                    "a pool's URL is stratum+tcp://HOST:PORT, or stratum+ssl://HOST:PORT with TLS, not " + url);
        }
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("a miner has 1 to 1024 threads, not " + threads);
        }
        if (maxHashesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of hashes is not negative: " + maxHashesPerSecond);
        }
    }

    /** Believes the certificates that this machine believes. */
    public MinerSettings(
            URI url, String user, String password, int threads, long maxHashesPerSecond, Duration reconnectDelay) {
        this(url, user, password, threads, maxHashesPerSecond, reconnectDelay, ServerTrust.ofThisMachine());
    }

    boolean isTls() {
        return !url.getScheme().equals("stratum+tcp");
    }

    /** Unlimited, reconnecting after two seconds. */
    public static MinerSettings of(URI url, String user, String password, int threads) {
        return new MinerSettings(url, user, password, threads, 0, Duration.ofSeconds(2));
    }
}
