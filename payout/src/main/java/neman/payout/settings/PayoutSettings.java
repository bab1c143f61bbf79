package neman.payout.settings;

import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import neman.bitcoin.PayoutAddress;
import neman.payout.miner.PayoutLimits;

/**
 * How rewards are split and paid. Checked whole by the configuration; refused here as a last line.
 *
 * @param poolAddress the coinbase output of custodial mining
 * @param feeBasisPoints the pool's part of each reward, 0 … 10,000
 * @param minimumSats an account with less available waits; at least {@link #LEAST_MINIMUM_SATS}
 * @param interval between the starts of two payout runs; zero pays whenever somebody can be paid
 * @param approvals how many of {@code approvers} must sign a batch before it is signed; 0 pays without asking
 * @param approvers Ed25519 keys of the operators
 * @param feeRateMaxSatPerVb a payment that would cost more waits
 * @param maturityConfirmations of a block before its parts can be paid; consensus asks for 101 at least
 * @param settledConfirmations of a payment before the miners count as paid, at least 1
 * @param pollEvery between two looks at the chain
 * @param limits whom and how much a payout leaves out
 */
public record PayoutSettings(
        PayoutAddress poolAddress,
        int feeBasisPoints,
        long minimumSats,
        Duration interval,
        int approvals,
        List<PublicKey> approvers,
        long feeRateMaxSatPerVb,
        int maturityConfirmations,
        int settledConfirmations,
        Duration pollEvery,
        PayoutLimits limits) {
    /** Above the dust limit of every script that an address can name. */
    public static final long LEAST_MINIMUM_SATS = 546;

    /** Consensus lets a coinbase be spent 100 blocks after its own. */
    public static final int MATURITY_CONFIRMATIONS = 101;

    public static final int SETTLED_CONFIRMATIONS = 6;

    public PayoutSettings {
        approvers = List.copyOf(approvers);
        require(feeBasisPoints >= 0 && feeBasisPoints <= 10_000, "the pool's fee lies between 0 and 100 %");
        require(minimumSats >= LEAST_MINIMUM_SATS, "the payout minimum is at least " + LEAST_MINIMUM_SATS + " sat");
        require(!interval.isNegative(), "the payout interval is not negative");
        require(approvals >= 0 && approvals <= approvers.size(), "as many approvers as approvals are needed, or more");
        require(feeRateMaxSatPerVb >= 1, "the highest fee rate is at least 1 sat/vB");
        require(
                maturityConfirmations >= MATURITY_CONFIRMATIONS,
                "a coinbase needs " + MATURITY_CONFIRMATIONS + " confirmations");
        require(settledConfirmations >= 1, "a payment needs a confirmation at least");
        require(!pollEvery.isNegative() && !pollEvery.isZero(), "the time between two looks is above 0");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Without approvals and limits, with the usual confirmations. */
    public static PayoutSettings of(
            PayoutAddress poolAddress,
            int feeBasisPoints,
            long minimumSats,
            Duration interval,
            long feeRateMaxSatPerVb,
            Duration pollEvery) {
        return new PayoutSettings(
                poolAddress,
                feeBasisPoints,
                minimumSats,
                interval,
                0,
                List.of(),
                feeRateMaxSatPerVb,
                MATURITY_CONFIRMATIONS,
                SETTLED_CONFIRMATIONS,
                pollEvery,
                PayoutLimits.NONE);
    }

    public PayoutSettings withSettledConfirmations(int confirmations) {
        return new PayoutSettings(
                poolAddress,
                feeBasisPoints,
                minimumSats,
                interval,
                approvals,
                approvers,
                feeRateMaxSatPerVb,
                maturityConfirmations,
                confirmations,
                pollEvery,
                limits);
    }

    public PayoutSettings withApprovals(int needed, List<PublicKey> keys) {
        return new PayoutSettings(
                poolAddress,
                feeBasisPoints,
                minimumSats,
                interval,
                needed,
                keys,
                feeRateMaxSatPerVb,
                maturityConfirmations,
                settledConfirmations,
                pollEvery,
                limits);
    }

    public PayoutSettings withLimits(PayoutLimits others) {
        return new PayoutSettings(
                poolAddress,
                feeBasisPoints,
                minimumSats,
                interval,
                approvals,
                approvers,
                feeRateMaxSatPerVb,
                maturityConfirmations,
                settledConfirmations,
                pollEvery,
                others);
    }
}
