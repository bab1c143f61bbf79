package neman.bitcoin.node;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the wallet chooses inputs and fee.
 *
 * @param confirmationTargetBlocks the node estimates the fee for confirmation within so many blocks; an error where it
 *     cannot estimate
 * @param feeRateSatPerVb a fixed fee rate instead; exactly one of both is given
 * @param minimumConfirmations of the inputs
 * @param lockInputs the chosen inputs are locked in the wallet's memory in the same step. A call that was repeated after a
 *     broken connection may leave a first choice locked, too; see {@link WalletClient#lockedOutPoints}
 */
public record FundingOptions(
        OptionalInt confirmationTargetBlocks,
        OptionalLong feeRateSatPerVb,
        int minimumConfirmations,
        boolean lockInputs) {
    public FundingOptions {
        if (confirmationTargetBlocks.isPresent() == feeRateSatPerVb.isPresent()) {
            throw new IllegalArgumentException("either a confirmation target or a fee rate decides the fee");
        }
    }

    /** Confirmed inputs, fee as the node estimates it. */
    public static FundingOptions confirmedWithin(int blocks) {
        return new FundingOptions(OptionalInt.of(blocks), OptionalLong.empty(), 1, false);
    }

    /** Confirmed inputs at a fixed fee rate. */
    public static FundingOptions atFeeRate(long satPerVb) {
        return new FundingOptions(OptionalInt.empty(), OptionalLong.of(satPerVb), 1, false);
    }

    public FundingOptions lockingInputs() {
        return new FundingOptions(confirmationTargetBlocks, feeRateSatPerVb, minimumConfirmations, true);
    }
}
