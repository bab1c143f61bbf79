package neman.stratum.defence;

/** What was done about somebody. Each is counted; {@link #reason} is its name in statistics. */
public enum Measure {
    /** Not let in: as many connections as the pool takes. */
    POOL_FULL("pool-full"),
    /** Not let in: as many as one address may have. */
    ADDRESS_FULL("address-full"),
    /** Not let in: the address connects faster than it may. */
    ADDRESS_TOO_FAST("address-too-fast"),
    /** Not let in: the address is banned. */
    ADDRESS_BANNED("address-banned"),
    /** Cut: not subscribed and authorized in time. */
    HANDSHAKE_TIME("handshake-time"),
    /** Cut: no request for too long. */
    IDLE_TIME("idle-time"),
    /** Cut: a line without an end. */
    LINE_TOO_LONG("line-too-long"),
    /** Cut: lines that are no JSON. */
    MALFORMED_LINES("malformed-lines"),
    /** Cut: subscribed again and again. */
    TOO_MANY_SUBSCRIBES("too-many-subscribes"),
    /** Cut: does not read what it is sent. */
    SLOW_READER("slow-reader"),
    /** Not read for a while: more requests than granted. */
    REQUESTS_PAUSED("requests-paused"),
    /** Mostly shares below its difficulty: got an easier one. */
    EASED("difficulty-eased"),
    /** Mostly invalid or stale shares: got its job again. */
    RESENT("job-resent"),
    /** Mostly invalid shares even so: told to reconnect. */
    SENT_AWAY("sent-away"),
    /** An address came to be banned. */
    BANNED("banned"),
    /** The system gave no descriptor for a connection. */
    ACCEPT_FAILED("accept-failed");

    private final String reason;

    Measure(String reason) {
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
