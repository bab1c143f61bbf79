package neman.deploy.config;

import java.time.Duration;
import java.util.List;
import neman.stratum.defence.ConductLimits;
import neman.stratum.defence.ConnectionLimits;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.MessageLimits;
import neman.stratum.transport.AddressRange;

/** Reads {@code limits}: what miners may take. The defaults are those of the types; the ranges here lie within theirs. */
final class LimitsSection {
    private static final String TRUSTED = "trusted-addresses";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Section section;

    private LimitsSection(Section section) {
        this.section = section;
    }

    static DefenceLimits read(Section section) {
        LimitsSection limits = new LimitsSection(section);
        DefenceLimits read =
                new DefenceLimits(limits.message(), limits.connection(), limits.conduct(), limits.trusted());
        section.finish();
        return read;
    }

    private List<AddressRange> trusted() {
        if (section.isScalar(TRUSTED)) {
            return section.value(TRUSTED, List.of(), LimitsSection::nobody);
        }
        List<AddressRange> named = section.values(TRUSTED, AddressRange::parse);
        return section.has(TRUSTED) ? named : DefenceLimits.LOOPBACK;
    }

    private static List<AddressRange> nobody(String text) {
        if (!text.equals("none")) {
            throw new IllegalArgumentException("is either the word none or a list of addresses and ranges");
        }
        return List.of();
    }

    private ConnectionLimits connection() {
        ConnectionLimits standard = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                count("connections", standard.total(), 1, 1 << 20),
                count("connections-per-address", standard.perAddress(), 1, 1 << 20),
                count("new-connections-per-second", standard.newPerSecond(), 1, 1_000_000),
                time("handshake-time", standard.handshake(), SECOND, Duration.ofHours(1)),
                time("idle-time", standard.idle(), SECOND, Duration.ofDays(7)),
                count("write-buffer-bytes", standard.writeBufferBytes(), 1 << 14, 1 << 24));
    }

    private MessageLimits message() {
        MessageLimits standard = MessageLimits.DEFAULT;
        return new MessageLimits(
                count("line-bytes", standard.lineBytes(), 1024, 1 << 16),
                count("json-depth", standard.jsonDepth(), 3, 64),
                count("requests-per-second", standard.requestsPerSecond(), 1, 1_000_000),
                count("malformed-lines", standard.malformedLines(), 0, 1_000_000),
                count("subscribes", standard.subscribes(), 1, 1_000_000),
                count("workers", standard.workers(), 1, 1_000_000),
                count("user-characters", standard.userCharacters(), 26, MessageLimits.MOST_USER_CHARACTERS),
                count("worker-characters", standard.workerCharacters(), 0, MessageLimits.MOST_WORKER_CHARACTERS));
    }

    private ConductLimits conduct() {
        ConductLimits standard = ConductLimits.DEFAULT;
        return new ConductLimits(
                count("invalid-window", standard.submits(), 10, 100_000),
                count("invalid-percent", standard.invalidPercent(), 1, 100),
                time("probation-time", standard.probation(), SECOND, Duration.ofDays(7)),
                time("ban-time", standard.ban(), Duration.ZERO, Duration.ofDays(366)));
    }

    private int count(String key, int otherwise, int least, int most) {
        return section.value(key, otherwise, text -> Math.toIntExact(Values.whole(text, least, most)));
    }

    private Duration time(String key, Duration otherwise, Duration least, Duration most) {
        return section.value(key, otherwise, text -> Values.duration(text, least, most));
    }
}
