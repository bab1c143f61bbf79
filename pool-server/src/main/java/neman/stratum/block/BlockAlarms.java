package neman.stratum.block;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what an operator should know of a block, once for each thing that happens. */
final class BlockAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(BlockAlarms.class);

    private final BlockArchive archive;

    BlockAlarms(BlockArchive archive) {
        this.archive = archive;
    }

    void found(FoundBlock block) {
        LOG.info("event=block-found block={} previous={}", block, block.previousBlock());
        if (block.staleTip()) {
            LOG.error(
                    "event=block-stale-tip block={} previous={} reason=\"its parent is no longer the tip; it was sent all"
                            + " the same, and wins only where the chain turns back\" remedy=\"none; where it happens"
                            + " often, look at how late new tips reach the pool\"",
                    block,
                    block.previousBlock());
        }
    }

    void changed(FoundBlock before, FoundBlock after) {
        if (isNowhere(after) && !isNowhere(before)) {
            LOG.error(
                    "event=block-nowhere block={} reason=\"no node has said that it has it; it is sent again until one does\""
                            + " remedy=\"bring a node back, or on any machine: ./pool block submit {}\"",
                    after,
                    archive.file(after));
        }
        if (after.state() != before.state()) {
            stateChanged(before, after);
        }
    }

    /** Whether every node was tried and failed. */
    private static boolean isNowhere(FoundBlock block) {
        List<NodeReport> nodes = block.nodes();
        return block.state() == BlockState.PENDING
                && nodes.stream()
                        .allMatch(node ->
                                node.reply().filter(NodeReport.Reply::isFailure).isPresent());
    }

    private static void stateChanged(FoundBlock before, FoundBlock after) {
        switch (after.state()) {
            case PENDING -> LOG.warn("event=block-pending block={} before={}", after, before.state());
            case IN_CHAIN -> LOG.info("event=block-in-chain block={} before={}", after, before.state());
            case CONFIRMED -> LOG.info("event=block-confirmed block={} confirmations={}", after, after.confirmations());
            case ASIDE ->
                LOG.error(
                        "event=block-aside block={} rival={} reason=\"two blocks at one height; the next block decides\""
                                + " remedy=\"none; where it happens often, look at the node's connections\"",
                        after,
                        rival(after));
            case ORPHANED ->
                LOG.error(
                        "event=block-orphaned block={} rival={} remedy=\"none: the chain went on without it\"",
                        after,
                        rival(after));
            case REJECTED ->
                LOG.error(
                        "event=block-rejected block={} reason=\"{}\" remedy=\"a fault of the pool or of its nodes: keep"
                                + " the file, see ./pool block show {}\"",
                        after,
                        reasons(after),
                        after.hash());
        }
    }

    private static String rival(FoundBlock block) {
        return block.rival().map(Object::toString).orElse("unknown");
    }

    private static String reasons(FoundBlock block) {
        List<String> reasons =
                block.nodes().stream().map(NodeReport::reason).distinct().toList();
        return String.join(", ", reasons);
    }
}
