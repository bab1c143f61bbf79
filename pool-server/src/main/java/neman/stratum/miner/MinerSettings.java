package neman.stratum.miner;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/**
 * @param url {@code stratum+tcp://HOST:PORT}, or {@code stratum+ssl} or {@code stratum+tls} for TLS
 * @param user {@code ADDRESS} or {@code ADDRESS.WORKER}
 * @param threads that hash, 1 … 1024
 * @param maxHashesPerSecond over all threads; 0 for as fast as it goes
 * @param reconnectDelay after a connection ended
 * @param followedHosts to which it goes when its pool sends it there, besides the host of {@code url}: whoever can speak for the
 *     pool could send its work anywhere otherwise
 * @param trust which certificates it believes where the URL says TLS
 */
public record MinerSettings(
        URI url,
        String user,
        String password,
        int threads,
        long maxHashesPerSecond,
        Duration reconnectDelay,
        Set<String> followedHosts,
        ServerTrust trust) {
    private static final Set<String> SCHEMES = Set.of("stratum+tcp", "stratum+ssl", "stratum+tls");

    /** A pool that says longer is not waited for so long. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public MinerSettings {
        followedHosts = Set.copyOf(followedHosts);
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

    /** Goes nowhere but to the host of {@code url}. */
    public MinerSettings(
            URI url,
            String user,
            String password,
            int threads,
            long maxHashesPerSecond,
            Duration reconnectDelay,
            ServerTrust trust) {
        this(url, user, password, threads, maxHashesPerSecond, reconnectDelay, Set.of(), trust);
    }

    /** Believes the certificates that this machine believes. */
    public MinerSettings(
            URI url, String user, String password, int threads, long maxHashesPerSecond, Duration reconnectDelay) {
        this(url, user, password, threads, maxHashesPerSecond, reconnectDelay, ServerTrust.ofThisMachine());
    }

    /** Where {@code order}, given at {@code now}, leads; this miner's own pool where it may not be followed. */
    URI follow(URI now, PoolMessage.Reconnect order) {
        String host = order.host().orElse(now.getHost());
        boolean followed = Stream.concat(Stream.of(url.getHost()), followedHosts.stream())
                .anyMatch(allowed -> bare(allowed).equalsIgnoreCase(bare(host)));
        try {
            int port = order.port().orElse(now.getPort());
            return followed ? new URI(url.getScheme(), null, bare(host), port, null, null, null) : url;
        } catch (URISyntaxException e) {
            return url; // what the pool said is no host
        }
    }

    /** An IPv6 address without its brackets. */
    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** How long {@code order} makes this miner wait: at least as long as after a connection that ended by itself. */
    Duration waitFor(PoolMessage.Reconnect order) {
        Duration asked = Duration.ofSeconds(order.waitSeconds());
        Duration bounded = asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
        return bounded.compareTo(reconnectDelay) < 0 ? reconnectDelay : bounded;
    }

    boolean isTls() {
        return !url.getScheme().equals("stratum+tcp");
    }

    /** Unlimited, reconnecting after two seconds. */
    public static MinerSettings of(URI url, String user, String password, int threads) {
        return new MinerSettings(url, user, password, threads, 0, Duration.ofSeconds(2));
    }
}
