package neman.accounting.round;

import neman.accounting.reward.FrozenWindow;
import neman.accounting.segment.SequencedBlock;

/** What the segments say of a round. */
public record RecomputedRound(SequencedBlock block, FrozenWindow window) {
    /** Whether {@code round}, as the accountant recorded it, says the same. */
    public boolean confirms(Round round) {
        FoundBlock recorded = round.block();
        return recorded.hash().equals(block.blockHash())
                && recorded.height() == block.height()
                && recorded.sequence() == block.sequence()
                && recorded.absentInstances().equals(block.absentInstances())
                && round.window().equals(window);
    }
}
