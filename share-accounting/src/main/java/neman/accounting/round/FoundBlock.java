package neman.accounting.round;

import java.time.Instant;
import java.util.List;
import neman.bitcoin.Hash256;

/**
 * A block that an instance reported and the intake gave a place in the order of shares. Whether the network accepted it is
 * for the payout side to find out.
 *
 * @param sequence of the block; every share of its window has a lower one
 * @param finderAccount canonical address text
 * @param finderWorker the name below the account, may be empty
 * @param credited whether the winning share itself counts, in the windows of later blocks
 * @param coinbaseValueSats what the template allowed the coinbase to pay
 * @param absentInstances that had not passed the block's barrier in time, by number
 * @param foundAt the pool's clock, to the microsecond
 */
public record FoundBlock(
        Hash256 hash,
        int height,
        long sequence,
        String finderAccount,
        String finderWorker,
        boolean credited,
        long coinbaseValueSats,
        List<Integer> absentInstances,
        Instant foundAt) {
    public FoundBlock {
        absentInstances = List.copyOf(absentInstances);
    }
}
