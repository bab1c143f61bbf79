package neman.stratum.defence;

/** What a session is to do about its miner, after the answer to a submit. */
public enum Reaction {
    NONE,
    /** Give it an easier difficulty: firmware that missed a change keeps to the old one. */
    EASE,
    /** Give it its job again. */
    RESEND,
    /** Tell it to reconnect, and close. */
    RECONNECT,
    /** Close; the address is banned already. */
    CLOSE
}
