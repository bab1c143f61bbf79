package neman.stratum.defence;

/**
 * What follows from a window of submits. Pure: the table is this.
 *
 * <pre>
 * window      connection was   address                              → connection  reaction
 * GOOD        any              any                                    PROVEN      NONE
 * TOO_EASY    not WARNED       any                                    WARNED      EASE
 * other       not WARNED       any                                    WARNED      RESEND
 * OUTDATED    WARNED           any                                    WARNED      RECONNECT
 * other       WARNED           ON_PROBATION                           WARNED      BAN (CLOSE)
 * other       WARNED           FIRST_TIME, TRUSTED, WITH_GOOD_MINERS  WARNED      RECONNECT
 * </pre>
 *
 * @param standing of the connection from here on
 */
record Escalation(Standing standing, Reaction reaction) {
    /** Of one connection. */
    enum Standing {
        UNPROVEN,
        PROVEN,
        WARNED
    }

    /** Of the address that the connection comes from. */
    enum AddressStanding {
        /** Never banned. */
        TRUSTED,
        FIRST_TIME,
        /** A connection from it was sent away lately. */
        ON_PROBATION,
        /** Another connection from it does good work: a farm behind one address is not banned for one of its miners. */
        WITH_GOOD_MINERS
    }

    /** @param window not {@code NEUTRAL} */
    static Escalation after(SubmitQuality window, Standing before, AddressStanding address) {
        if (window == SubmitQuality.GOOD) {
            return new Escalation(Standing.PROVEN, Reaction.NONE);
        }
        if (before != Standing.WARNED) {
            return new Escalation(Standing.WARNED, window == SubmitQuality.TOO_EASY ? Reaction.EASE : Reaction.RESEND);
        }
        boolean bans = window != SubmitQuality.OUTDATED && address == AddressStanding.ON_PROBATION;
        return new Escalation(Standing.WARNED, bans ? Reaction.CLOSE : Reaction.RECONNECT);
    }
}
