package neman.deploy.cli;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import neman.console.view.BlockItem;
import neman.console.view.BlockState;
import neman.console.view.PageRequest;
import neman.console.view.PayoutItem;
import neman.console.view.PoolStatus;
import neman.console.view.PoolView;
import neman.deploy.wiring.PoolProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells on the screen what the pool has come to: one status line, and above it the events worth a line of their own. */
final class PoolStory {
    private static final Logger LOG = LoggerFactory.getLogger(PoolStory.class);
    private static final int LATEST_PAYOUTS = 5;

    private final PoolProcess pool;
    private final PoolView view;
    private final StatusLine line;
    private final long beganNanos = System.nanoTime();
    private final Set<String> toldPayouts = new HashSet<>();
    private boolean toldBlock;

    /** False during the first look, which only learns what an earlier run has left. */
    private boolean began;

    private Optional<String> earlierBlock = Optional.empty();

    PoolStory(PoolProcess pool, StatusLine line) {
        this.pool = pool;
        this.view = pool.view().orElseThrow();
        this.line = line;
    }

    /** One look at the pool. Told by the caller's thread, about once a second. */
    void tell() {
        try {
            PoolStatus status = view.pool();
            tellFirstBlock();
            tellPayouts();
            began = true;
            line.show(describe(status));
        } catch (SQLException e) {
            LOG.warn("event=status-unknown reason=\"{}\"", e.getMessage());
            line.show(elapsed() + "  the database cannot be asked, trying again");
        }
    }

    /** The first block since the start; after that the count in the status line says enough. */
    private void tellFirstBlock() throws SQLException {
        Optional<BlockItem> newest = view.blocks(new PageRequest(1, Optional.empty())).items().stream()
                .findFirst();
        if (!began) {
            earlierBlock = newest.map(BlockItem::hash);
        } else if (!toldBlock
                && newest.isPresent()
                && !newest.map(BlockItem::hash).equals(earlierBlock)) {
            toldBlock = true;
            line.print(elapsed() + "  block found: height " + newest.get().height() + ", hash "
                    + newest.get().hash());
        }
    }

    private void tellPayouts() throws SQLException {
        for (PayoutItem payout :
                view.payouts(new PageRequest(LATEST_PAYOUTS, Optional.empty())).items()) {
            if (payout.confirmations() > 0 && toldPayouts.add(payout.id()) && began) {
                line.print(elapsed() + "  payout confirmed: " + Units.bitcoins(payout.totalSats()) + " to "
                        + payout.outputs() + " miners, transaction "
                        + payout.txid().orElse("unknown"));
            }
        }
    }

    private String describe(PoolStatus status) {
        long blocks =
                status.blocks().values().stream().mapToLong(Long::longValue).sum();
        long matured = status.blocks().getOrDefault(BlockState.CONFIRMED, 0L);
        return "%s  hashrate %s  miners %d  shares %d  blocks %d (%d matured)  paid %s"
                .formatted(
                        elapsed(),
                        Units.hashrate(status.hashrate()),
                        status.miners(),
                        pool.acceptedShares(),
                        blocks,
                        matured,
                        Units.bitcoins(status.balances().paidSats()));
    }

    private String elapsed() {
        return StatusLine.elapsed(Duration.ofNanos(System.nanoTime() - beganNanos));
    }
}
