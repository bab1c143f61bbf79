package neman.stratum.load;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What is to be done to which pool.
 *
 * @param url {@code stratum+tcp://HOST:PORT}
 * @param password sent with every authorize
 * @param difficulty suggested to the pool; the lower, the sooner shares are solved
 * @param connectionsPerSecond at which they are opened
 * @param warmUp sends like the measured time before it, and counts nothing
 * @param threads event loops, 1 … 64
 * @param poolProcesses whose memory and processor time are reported; may be empty
 */
public record LoadSettings(
        URI url,
        String user,
        String password,
        BigDecimal difficulty,
        int connections,
        int connectionsPerSecond,
        Pace pace,
        Duration warmUp,
        Duration duration,
        int threads,
        List<Long> poolProcesses) {
    /** About one hash a share, and few enough digits for every pool's parser. */
    public static final BigDecimal EASIEST = new BigDecimal("0.000000000233");

    static final int MAX_CONNECTIONS = 60_000;
    static final int MAX_OUTSTANDING = 4_096;
    static final double MAX_RATE = 5_000_000;

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public LoadSettings {
        poolProcesses = List.copyOf(poolProcesses);
        require(
                "stratum+tcp".equals(url.getScheme()) && url.getHost() != null && url.getPort() > 0,
                "a pool's URL is stratum+tcp://HOST:PORT, not " + url);
        require(
                connections >= 1 && connections <= MAX_CONNECTIONS,
                "connections lie between 1 and " + MAX_CONNECTIONS + ", not " + connections);
        require(connectionsPerSecond >= 1, "connections are opened at 1 a second or more");
        require(threads >= 1 && threads <= 64, "a generator has 1 to 64 threads, not " + threads);
        require(duration.toMillis() >= 100 && duration.toHours() <= 24, "a run takes 100 ms to 24 hours");
        require(difficulty.signum() > 0, "a difficulty is above 0, not " + difficulty);
        if (pace instanceof Pace.OpenLoop open) {
            require(
                    open.sharesPerSecond() > 0 && open.sharesPerSecond() <= MAX_RATE,
                    "a rate is above 0 and at most " + MAX_RATE + " shares a second");
        } else if (pace instanceof Pace.ClosedLoop closed) {
            require(
                    closed.outstanding() >= 1 && closed.outstanding() <= MAX_OUTSTANDING,
                    "1 to " + MAX_OUTSTANDING + " submits are outstanding, not " + closed.outstanding());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
