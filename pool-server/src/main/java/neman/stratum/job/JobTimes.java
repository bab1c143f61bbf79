package neman.stratum.job;

import neman.bitcoin.Network;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.node.ChainHeader;
import neman.stratum.template.ChainTip;

/**
 * Between which times a block of a job is valid.
 *
 * <p>On testnet4 a block more than twenty minutes after its parent must have the easiest target, and one before must not: there
 * a job is good for one side of that moment only, and miners roll their time across it.
 *
 * @param earliestSeconds the earliest that consensus takes
 * @param latestSeconds the latest; {@link #OPEN} where only the clock bounds it
 */
record JobTimes(long earliestSeconds, long latestSeconds) {
    static final long OPEN = Long.MAX_VALUE;

    private static final long EASY_AFTER_SECONDS = 20 * 60;

    /**
     * @param nbits that the job is for
     * @param earliestSeconds the median time past and one second
     */
    static JobTimes of(Network network, ChainTip tip, int nbits, long earliestSeconds) {
        if (!hasTwentyMinuteRule(network, tip)) {
            return new JobTimes(earliestSeconds, OPEN);
        }
        long lastNormal = lastNormalSeconds(tip.header());
        return nbits == Retarget.of(network).easiestNbits()
                ? new JobTimes(Math.max(earliestSeconds, lastNormal + 1), OPEN)
                : new JobTimes(earliestSeconds, lastNormal);
    }

    /** Whether the next block's target depends on its time. */
    static boolean hasTwentyMinuteRule(Network network, ChainTip tip) {
        return network == Network.TESTNET4
                && !tip.isBeforeRetarget()
                && tip.periodStart()
                        .filter(start -> start.nbits() != Retarget.of(network).easiestNbits())
                        .isPresent();
    }

    /** The last time at which a block on {@code parent} has the period's own target. */
    static long lastNormalSeconds(ChainHeader parent) {
        return parent.timeSeconds() + EASY_AFTER_SECONDS;
    }

    /** The nearest to {@code seconds} that is within. */
    long clamp(long seconds) {
        return Math.min(latestSeconds, Math.max(earliestSeconds, seconds));
    }
}
