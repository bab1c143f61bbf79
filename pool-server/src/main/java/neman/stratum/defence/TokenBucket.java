package neman.stratum.defence;

/**
 * A rate with a burst: tokens come at a steady rate up to a most, and may be owed. Time stands still where the clock goes
 * backwards. Not thread-safe.
 */
final class TokenBucket {
    /** The bucket holds what comes in this long: what waits up while a miner reconnects must not be held against it. */
    private static final int BURST_SECONDS = 2;

    private final int perSecond;
    private long thousandths;
    private long filledAtMillis;

    TokenBucket(int perSecond, long nowMillis) {
        this.perSecond = perSecond;
        this.thousandths = most();
        this.filledAtMillis = nowMillis;
    }

    private long most() {
        return 1_000L * BURST_SECONDS * perSecond;
    }

    /** Takes a token where there is one. */
    boolean take(long nowMillis) {
        fill(nowMillis);
        if (thousandths < 1_000) {
            return false;
        }
        thousandths -= 1_000;
        return true;
    }

    /** Takes a token that may have to be owed; returns whether nothing is owed. */
    boolean spend(long nowMillis) {
        fill(nowMillis);
        thousandths -= 1_000;
        return thousandths >= 0;
    }

    /** How long until nothing is owed any more. */
    long millisOwed(long nowMillis) {
        fill(nowMillis);
        return thousandths >= 0 ? 0 : (perSecond - 1 - thousandths) / perSecond;
    }

    boolean isFull(long nowMillis) {
        fill(nowMillis);
        return thousandths == most();
    }

    private void fill(long nowMillis) {
        long elapsed = Math.max(0, nowMillis - filledAtMillis);
        filledAtMillis = nowMillis;
        boolean full = elapsed > 1_000_000 || thousandths + elapsed * perSecond > most();
        thousandths = full ? Math.max(most(), thousandths) : thousandths + elapsed * perSecond;
    }
}
