package neman.accounting.segment;

import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;

/**
 * Consecutive shares, and behind them at most one block.
 *
 * @param jobs all that the shares and the block name
 */
public record ShareSegment(
        Network network,
        long firstSequence,
        List<SegmentJob> jobs,
        List<SequencedShare> shares,
        Optional<SequencedBlock> block) {
    public ShareSegment {
        jobs = List.copyOf(jobs);
        shares = List.copyOf(shares);
        if (shares.isEmpty() && block.isEmpty()) {
            throw new IllegalArgumentException("a segment is not empty");
        }
    }

    /** The bytes that are stored and hashed. */
    public byte[] encode() {
        return SegmentEncoder.encode(this);
    }

    public long lastSequence() {
        return firstSequence + shares.size() + (block.isPresent() ? 1 : 0) - 1;
    }
}
