package neman.accounting.journal;

import java.nio.file.Path;
import java.time.Duration;
import neman.bitcoin.Network;

/**
 * @param directory created where missing; belongs to one instance on one network
 * @param forceInterval forces are at least this far apart, so that one serves all shares of the time between
 * @param rollBytes a file is ended once it is longer; 64 KiB … 1 GiB
 * @param queueCapacity appends that may wait for the writer; a power of two, 16 … 2^20
 */
public record JournalSettings(
        Path directory,
        Network network,
        InstanceIdentity identity,
        Duration forceInterval,
        Durability durability,
        long rollBytes,
        int queueCapacity) {
    public static final Duration DEFAULT_FORCE_INTERVAL = Duration.ofMillis(2);
    public static final long DEFAULT_ROLL_BYTES = 64L << 20;
    public static final int DEFAULT_QUEUE_CAPACITY = 1 << 15;

    public JournalSettings {
        if (forceInterval.isNegative() || forceInterval.toMillis() > 1_000) {
            throw new IllegalArgumentException(
                    "journal.force-interval lies between 0 and 1 second, not " + forceInterval);
        }
        if (rollBytes < 1 << 16 || rollBytes > 1 << 30) {
            throw new IllegalArgumentException("a journal file rolls between 64 KiB and 1 GiB, not at " + rollBytes);
        }
        if (queueCapacity < 16 || queueCapacity > 1 << 20 || Integer.bitCount(queueCapacity) != 1) {
            throw new IllegalArgumentException(
                    "the journal's queue holds a power of two between 16 and 2^20, not " + queueCapacity);
        }
    }

    /** Disk durability and the default bounds. */
    public static JournalSettings of(Path directory, Network network, InstanceIdentity identity) {
        return new JournalSettings(
                directory,
                network,
                identity,
                DEFAULT_FORCE_INTERVAL,
                Durability.DISK,
                DEFAULT_ROLL_BYTES,
                DEFAULT_QUEUE_CAPACITY);
    }
}
