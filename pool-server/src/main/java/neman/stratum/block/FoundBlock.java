package neman.stratum.block;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * The record of one solved block, as it lies beside the block's bytes.
 *
 * @param foundAt when its share came
 * @param staleTip whether its parent was no longer the tip of the miners' work: it can only win where the chain turns back
 * @param nodes every node that it goes to; empty in what was read without a record
 */
public record FoundBlock(
        Hash256 hash,
        int height,
        Hash256 previousBlock,
        Instant foundAt,
        boolean staleTip,
        BlockState state,
        List<NodeReport> nodes) {
    public FoundBlock {
        nodes = List.copyOf(nodes);
    }

    /** The most that any node says. */
    public int confirmations() {
        return nodes.stream().mapToInt(NodeReport::confirmations).max().orElse(0);
    }

    /** Another block of its height that leads somewhere. */
    public Optional<Hash256> rival() {
        return nodes.stream().flatMap(node -> node.rival().stream()).findFirst();
    }

    /** As it lies on disk: one JSON object. */
    public String toJson() {
        return FoundBlockJson.write(this);
    }

    FoundBlock with(List<NodeReport> reports) {
        return new FoundBlock(hash, height, previousBlock, foundAt, staleTip, BlockState.of(reports), reports);
    }

    @Override
    public String toString() {
        return hash + " height=" + height;
    }
}
