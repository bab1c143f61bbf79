package neman.payout.miner;

import java.util.OptionalLong;
import neman.bitcoin.Satoshis;

/**
 * What a miner may choose for himself.
 *
 * @param minimumSats he is not paid less at once; empty means the pool's minimum, and where that is higher it holds
 * @param donationBasisPoints the part of his credits that he leaves to the pool, 0 … 10,000
 */
public record MinerTerms(OptionalLong minimumSats, int donationBasisPoints) {
    private static final int WHOLE = 10_000;

    /** Of an account that never chose. */
    public static final MinerTerms DEFAULT = new MinerTerms(OptionalLong.empty(), 0);

    /** @throws IllegalArgumentException with a sentence for the one who typed it */
    public MinerTerms {
        if (minimumSats.isPresent() && (minimumSats.getAsLong() < 1 || minimumSats.getAsLong() > Satoshis.MAX_MONEY)) {
            throw new IllegalArgumentException("a minimum lies between 1 sat and 21 million BTC");
        }
        if (donationBasisPoints < 0 || donationBasisPoints > WHOLE) {
            throw new IllegalArgumentException("a donation lies between 0 and 10000 basis points (100 %)");
        }
    }

    /** Of a credit of {@code sats}, in whole satoshis rounded down; divided first, so that 21 million BTC do not overflow. */
    public long donationOf(long sats) {
        return sats / WHOLE * donationBasisPoints + sats % WHOLE * donationBasisPoints / WHOLE;
    }
}
