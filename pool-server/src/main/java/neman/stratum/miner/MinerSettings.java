package neman.stratum.miner;

import java.net.URI;
import java.time.Duration;

/**
 * @param url {@code stratum+tcp://HOST:PORT}
 * @param user {@code ADDRESS} or {@code ADDRESS.WORKER}
 * @param threads that hash, 1 … 1024
 * @param maxHashesPerSecond over all threads; 0 for as fast as it goes
 * @param reconnectDelay after a connection ended
 */
public record MinerSettings(
        URI url, String user, String password, int threads, long maxHashesPerSecond, Duration reconnectDelay) {
    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public MinerSettings {
        if (!"stratum+tcp".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 1) {
            throw new IllegalArgumentException("a pool's URL is stratum+tcp://HOST:PORT, not " + url);
        }
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("a miner has 1 to 1024 threads, not " + threads);
        }
        if (maxHashesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of hashes is not negative: " + maxHashesPerSecond);
        }
    }

    /** Unlimited, reconnecting after two seconds. */
    public static MinerSettings of(URI url, String user, String password, int threads) {
        return new MinerSettings(url, user, password, threads, 0, Duration.ofSeconds(2));
    }
}
