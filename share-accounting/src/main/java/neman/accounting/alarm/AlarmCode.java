package neman.accounting.alarm;

import static neman.accounting.alarm.AlarmSeverity.CRITICAL;
import static neman.accounting.alarm.AlarmSeverity.WARNING;

import java.time.Duration;
import java.util.Optional;

/**
 * The kinds of alarm. Most stand for a state and are cleared when it ends; those that stand for something that happened and is
 * over close by themselves after a time, so that somebody sees them.
 */
public enum AlarmCode {
    BLOCK_NOWHERE(CRITICAL, "bring a node back, or on any machine that reaches one: ./pool block submit FILE"),
    BLOCK_ASIDE(WARNING, "none, the next block decides; where it happens often, look at the nodes' connections"),
    BLOCK_ON_STALE_TIP(WARNING, "none; where it happens often, look at how late new tips reach the pool"),
    BLOCK_ORPHANED(WARNING, "none, the chain went on without it", Duration.ofDays(1)),
    BLOCK_REJECTED(
            CRITICAL,
            "a fault of the pool or of its nodes: keep the file, see ./pool block show HASH and the nodes' logs",
            Duration.ofDays(7)),
    BLOCK_NOT_SENT(
            CRITICAL, "find out who finds so many blocks at once; only the journal has this one", Duration.ofDays(7)),
    BLOCK_NOT_STORED(CRITICAL, "make room in the data directory"),
    NO_LEADER(CRITICAL, "miners go on with old work; see why no node can be mined on"),
    NODE_UNFIT(WARNING, "start or connect the node, or wait until it has caught up"),
    NODE_BEHIND(WARNING, "wait until it has caught up; where it does not, look at its connections and its log"),
    NODE_GIVES_NO_TEMPLATE(WARNING, "look at the node's log"),
    NODE_CLOCK_OFF(WARNING, "set the clocks of both machines by NTP"),
    TIP_GIVEN_UP(WARNING, "none; where it happens often, look at the nodes' connections", Duration.ofDays(1)),
    JOURNAL_NOT_WRITTEN(CRITICAL, "make room on the disk, or look at the disk itself; it goes on by itself"),
    JOURNAL_DAMAGED(CRITICAL, "./pool journal inspect DIRECTORY, then as OPERATING.md says of a damaged journal"),
    INSTANCE_NOT_ENTERED(CRITICAL, "stop this instance; find out who else has its number"),
    DISK_NEARLY_FULL(WARNING, "make room: on a full disk no share is accepted"),
    REDIS_AWAY(WARNING, "bring Redis back; shares wait in the journals, nothing else is needed"),
    POSTGRES_AWAY(CRITICAL, "bring PostgreSQL back; shares wait, nobody is paid meanwhile"),
    REDIS_UNUSABLE(WARNING, "do what the message says; shares wait in the journals"),
    POSTGRES_UNUSABLE(CRITICAL, "do what the message says"),
    SHARES_NOT_SHIPPED(WARNING, "see whether Redis is there and has room; shares wait in the journal"),
    SHARES_NOT_COUNTED(CRITICAL, "see whether an accountant runs and reaches Redis and PostgreSQL; shares wait"),
    ACCOUNTANT_WAITS(CRITICAL, "read its log; where Redis or PostgreSQL is away, bring it back"),
    CERTIFICATE_UNUSABLE(WARNING, "correct the files; connections go on with the certificate before"),
    CERTIFICATE_EXPIRES(WARNING, "renew the certificate; it is taken without a restart");

    private final AlarmSeverity severity;
    private final String remedy;
    private final Optional<Duration> closesAfter;

    AlarmCode(AlarmSeverity severity, String remedy) {
        this(severity, remedy, Optional.empty());
    }

    AlarmCode(AlarmSeverity severity, String remedy, Duration closesAfter) {
        this(severity, remedy, Optional.of(closesAfter));
    }

    AlarmCode(AlarmSeverity severity, String remedy, Optional<Duration> closesAfter) {
        this.severity = severity;
        this.remedy = remedy;
        this.closesAfter = closesAfter;
    }

    public AlarmSeverity severity() {
        return severity;
    }

    /** What to do about it, where the alarm does not know better. */
    public String remedy() {
        return remedy;
    }

    /** After its last occurrence, where it tells of what is over. */
    public Optional<Duration> closesAfter() {
        return closesAfter;
    }
}
