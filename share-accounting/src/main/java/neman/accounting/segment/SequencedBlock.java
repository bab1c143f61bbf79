package neman.accounting.segment;

import java.util.List;
import neman.bitcoin.Hash256;

/**
 * A block found: its number ends the window that pays for it.
 *
 * @param solution carries the block's own sequence; where the winning share is credited it comes again as a share behind
 * @param absentInstances that had not journaled a barrier in time: their shares come later, ascending
 */
public record SequencedBlock(Hash256 blockHash, int height, SequencedShare solution, List<Integer> absentInstances) {
    public SequencedBlock {
        absentInstances = List.copyOf(absentInstances);
    }

    public long sequence() {
        return solution.sequence();
    }
}
