package neman.stratum.defence;

import java.time.Duration;

/**
 * Who may be connected, and how long for nothing.
 *
 * @param total over all ports; more are closed at once
 * @param perAddress of one IPv4 address or IPv6 /64
 * @param newPerSecond of one IPv4 address or IPv6 /64
 * @param handshake within which a connection must have subscribed and authorized
 * @param idle after which a connection without a request is closed
 * @param writeBufferBytes of answers and jobs that a miner has not read, above which its requests are not read; if it is still
 *     above with the next job, the connection ends. The kernel holds as much again for each
 */
public record ConnectionLimits(
        int total, int perAddress, int newPerSecond, Duration handshake, Duration idle, int writeBufferBytes) {
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(20_000, 1_000, 50, Duration.ofSeconds(60), Duration.ofMinutes(60), 1 << 16);

    /** @throws IllegalArgumentException outside of sensible ranges */
    public ConnectionLimits {
        Bounds.check("connections", total, 1, 1 << 20);
        Bounds.check("connections-per-address", perAddress, 1, 1 << 20);
        Bounds.check("new-connections-per-second", newPerSecond, 1, 1_000_000);
        Bounds.check("handshake-time", handshake, Duration.ofSeconds(1), Duration.ofHours(1));
        Bounds.check("idle-time", idle, Duration.ofSeconds(1), Duration.ofDays(7));
        Bounds.check("write-buffer-bytes", writeBufferBytes, 1 << 14, 1 << 24);
    }

    /** The same with another total. */
    public ConnectionLimits withTotal(int other) {
        return new ConnectionLimits(other, perAddress, newPerSecond, handshake, idle, writeBufferBytes);
    }
}
