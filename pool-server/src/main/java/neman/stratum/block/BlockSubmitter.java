package neman.stratum.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import neman.accounting.alarm.AlarmBook;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.stratum.job.Job;
import neman.stratum.job.JobTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends solved blocks to all nodes at once and writes them to disk, each on a thread of its own, so that neither waits for
 * another and nobody waits for them. Then follows each block until the chain has decided, over restarts too.
 */
public final class BlockSubmitter implements AutoCloseable {
    /** Blocks that may wait for one thread; more are logged and stay in the journal. */
    static final int MAX_WAITING = 64;

    /** Blocks that are followed; with more, the oldest is left to the next start. */
    static final int MAX_TRACKED = 256;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(BlockSubmitter.class);

    private final JobTable jobs;
    private final InstantSource clock;
    private final BlockArchive archive;
    private final BlockAlarms alarms;
    private final ExecutorService encoder = BoundedThread.start("block-encode", MAX_WAITING);
    private final ExecutorService writer = BoundedThread.start("block-write", MAX_WAITING + MAX_TRACKED);
    private final List<NodeCourier> couriers = new ArrayList<>();
    private final List<NodeReport> unasked;
    /** Oldest first; decided ones too, so that a miner who repeats a block does not crowd out another. */
    private final Map<Hash256, TrackedBlock> tracked = new LinkedHashMap<>();

    /**
     * @param directory made with the first block
     * @param jobs tells which tip miners work on
     * @param network tells whether two blocks at one height are something to tell of
     */
    public BlockSubmitter(
            List<NodeClient> nodes,
            Path directory,
            JobTable jobs,
            Network network,
            AlarmBook alarms,
            InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
        this.archive = new BlockArchive(directory);
        this.alarms = new BlockAlarms(archive, network, alarms);
        this.unasked = nodes.stream()
                .map(node -> NodeReport.unasked(node.endpoint().toString()))
                .toList();
        for (NodeClient node : nodes) {
            couriers.add(new NodeCourier(couriers.size(), node, this::changed));
        }
    }

    /** Goes on with what an earlier start left undecided. Returns at once. */
    public void start() {
        encoder.execute(this::resume);
    }

    private void resume() {
        try {
            archive.list().stream()
                    .filter(block -> !block.state().isDecided())
                    .limit(MAX_TRACKED / 2)
                    .forEach(this::resume);
        } catch (IOException e) {
            LOG.error("event=blocks-not-resumed remedy=\"make the directory readable\"", e);
        }
    }

    /** The nodes may be others now, so each is asked afresh. */
    private void resume(FoundBlock block) {
        TrackedBlock again = new TrackedBlock(block.with(unasked), () -> archive.bytes(block), true);
        if (track(again)) {
            LOG.info("event=block-followed-again block={} state={}", block, block.state());
            couriers.forEach(courier -> courier.follow(again));
        }
    }

    /** Any thread; returns at once. A block that is on its way already is not begun again. */
    public void submit(SolvedBlock block) {
        FoundBlock found = new FoundBlock(
                block.hash(),
                block.job().height(),
                block.job().previousBlock(),
                clock.instant(),
                isOnStaleTip(block.job()),
                BlockState.PENDING,
                unasked);
        TrackedBlock begun = new TrackedBlock(found, block::encode, false);
        if (track(begun) && !accepted(begun, () -> encoder.execute(() -> spread(begun, block.encode())))) {
            forget(begun);
            if (!encoder.isShutdown()) {
                alarms.notSent(found);
            }
        }
    }

    private boolean isOnStaleTip(Job job) {
        return jobs.current()
                .filter(current -> !current.previousBlock().equals(job.previousBlock()))
                .isPresent();
    }

    /** Returns whether it is new. */
    private boolean track(TrackedBlock block) {
        synchronized (tracked) {
            if (tracked.putIfAbsent(block.record().hash(), block) != null) {
                return false;
            }
            if (tracked.size() > MAX_TRACKED) {
                Iterator<TrackedBlock> oldest = tracked.values().iterator();
                TrackedBlock left = oldest.next();
                left.abandon();
                oldest.remove();
                alarms.forget(left.record());
            }
            return true;
        }
    }

    private void forget(TrackedBlock block) {
        synchronized (tracked) {
            tracked.remove(block.record().hash());
        }
    }

    private void spread(TrackedBlock block, byte[] bytes) {
        for (NodeCourier courier : couriers) {
            accepted(block, () -> courier.deliver(block, bytes));
        }
        block.claimSave();
        accepted(block, () -> writer.execute(() -> save(block, () -> bytes)));
        alarms.found(block);
    }

    /** Whether a thread took it. */
    private static boolean accepted(TrackedBlock block, Runnable handOver) {
        try {
            handOver.run();
            return true;
        } catch (RejectedExecutionException e) {
            LOG.error(
                    "event=block-not-queued block={} reason=\"too many blocks wait, or the pool is stopping\"",
                    block.record());
            return false;
        }
    }

    private void changed(TrackedBlock block, TrackedBlock.Change change) {
        alarms.changed(block, change);
        if (block.claimSave()) {
            accepted(block, () -> writer.execute(() -> save(block, block::bytes)));
        }
    }

    private void save(TrackedBlock block, TrackedBlock.Bytes bytes) {
        FoundBlock record = block.beginSave();
        try {
            if (!block.isStored()) {
                archive.store(record, bytes.read());
                block.markStored();
                alarms.stored(record);
            }
            archive.record(record);
            if (record.state().isDecided()) {
                block.comesFrom(() -> archive.bytes(record)); // and not from a job, which has megabytes
            }
        } catch (IOException e) {
            alarms.notStored(record, e);
        }
    }

    /** Waits a few seconds for what is under way; then gives up: the files remain, and the next start goes on. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        BoundedThread.stop(encoder, deadline);
        couriers.forEach(courier -> courier.close(deadline));
        BoundedThread.stop(writer, deadline);
    }
}
