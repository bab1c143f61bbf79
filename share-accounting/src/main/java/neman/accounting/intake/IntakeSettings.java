package neman.accounting.intake;

import java.time.Duration;
import neman.bitcoin.Network;

/**
 * @param barrierTimeout how long a block waits for every running instance's barrier
 * @param segmentInterval shares wait about this long for others of their segment
 * @param segmentShares a segment is closed earlier when it has as many
 * @param checkpointShares the window's sums are stored about as often: a start reads so many shares at most, and whole
 *     segments beyond them only for the window's edge
 * @param keepsAllSegments else those that no window reaches any more are dropped, see {@link SegmentRetention}
 */
public record IntakeSettings(
        Network network,
        Duration barrierTimeout,
        Duration segmentInterval,
        int segmentShares,
        int checkpointShares,
        boolean keepsAllSegments) {
    /** Three megabytes. Reached only behind a pause, or at a hundred thousand shares a second. */
    public static final int SEGMENT_SHARES = 100_000;

    /** A second of a start. */
    public static final int CHECKPOINT_SHARES = 1_000_000;

    private static final int CHECKPOINTS_IN_MEMORY = 8;

    /** Keeps all segments. */
    public IntakeSettings(Network network, Duration barrierTimeout, Duration segmentInterval, int segmentShares) {
        this(network, barrierTimeout, segmentInterval, segmentShares, CHECKPOINT_SHARES, true);
    }

    public IntakeSettings withoutOldSegments() {
        return new IntakeSettings(network, barrierTimeout, segmentInterval, segmentShares, checkpointShares, false);
    }

    /** A window of more lets go of those that it has no use for yet; 160 MB of them by default. */
    long windowSharesInMemory() {
        return (long) CHECKPOINTS_IN_MEMORY * checkpointShares;
    }

    public IntakeSettings withCheckpointShares(int shares) {
        return new IntakeSettings(network, barrierTimeout, segmentInterval, segmentShares, shares, keepsAllSegments);
    }

    public static IntakeSettings of(Network network) {
        return new IntakeSettings(network, Duration.ofSeconds(10), Duration.ofSeconds(1), SEGMENT_SHARES);
    }
}
