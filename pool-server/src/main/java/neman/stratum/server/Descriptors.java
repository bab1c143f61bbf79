package neman.stratum.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import neman.stratum.defence.DefenceLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open files, of which every connection takes one. */
final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

    /** Kept free for the journal, blocks, nodes, databases and the libraries: a solved block must find a descriptor. */
    private static final int RESERVE = 512;

    private Descriptors() {}

    /** The limits, with no more connections than the system gives descriptors for. */
    static DefenceLimits within(DefenceLimits limits) {
        OptionalLong most = most();
        if (most.isEmpty() || limits.connection().total() <= most.getAsLong() - RESERVE) {
            return limits;
        }
        int affordable = (int) Math.max(1, most.getAsLong() - RESERVE);
        LOG.info(
                "event=few-descriptors open-files={} connections={} instead-of={} remedy=\"raise the limit of open files\"",
                most.getAsLong(),
                affordable,
                limits.connection().total());
        return limits.with(limits.connection().withTotal(affordable));
    }

    private static OptionalLong most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** Open now; empty where the system does not say. */
    static OptionalLong open() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getOpenFileDescriptorCount())
                : OptionalLong.empty();
    }
}
