package neman.payout.miner;

import java.time.Duration;

/**
 * Whom and how much a payout leaves out: what bounds the harm of a mistake or a theft. Zero durations and {@link Long#MAX_VALUE} bound nothing.
 *
 * @param firstPayoutDelay from an account's first credit to its first payout
 * @param termsCoolDown from a change of an account's terms to its next payout
 * @param batchMaxSats the items of one batch; a larger balance waits until an operator raises this
 * @param dayMaxSats the items of all batches of the last 24 hours, cancelled and released ones aside
 * @param denyList who is never paid; read anew while the pool runs
 */
public record PayoutLimits(
        Duration firstPayoutDelay, Duration termsCoolDown, long batchMaxSats, long dayMaxSats, DenyList denyList) {
    public static final PayoutLimits NONE =
            new PayoutLimits(Duration.ZERO, Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE, DenyList.NONE);

    public PayoutLimits {
        require(!firstPayoutDelay.isNegative(), "the delay of a first payout is not negative");
        require(!termsCoolDown.isNegative(), "the wait after changed terms is not negative");
        require(batchMaxSats > 0, "a batch may pay something");
        require(dayMaxSats > 0, "a day may pay something");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
