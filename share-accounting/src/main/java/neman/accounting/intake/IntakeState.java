package neman.accounting.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.ShareRecord;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardWindow;
import neman.accounting.segment.SegmentArchive;
import neman.bitcoin.Hash256;

/**
 * All that the intake holds in memory, as the database says it at the moment of loading. After any failure but
 * Redis's the whole of it is thrown away and loaded again, so that there is one way back and every start tries it.
 */
final class IntakeState {
    /** Records that are read and not numbered yet, of one instance and of all; a few hundred bytes each. */
    private static final int AHEAD_MAX = 20_000;

    private static final int AHEAD_OF_ALL_MAX = 160_000;

    private final DataSource dataSource;
    private final IntakeSettings settings;
    private final JobBook jobs;
    private final RewardWindow window;
    private final long checkpointSequence;
    private final Winners winners;
    private final RateBook rates;
    private final PendingBlocks pending;
    private final Map<Integer, InstanceTrack> tracks = new TreeMap<>();
    private final Set<Hash256> sequencedBlocks = new HashSet<>();
    private Set<Integer> running = Set.of();
    private PendingCommit commit;

    private IntakeState(
            DataSource dataSource,
            Connection connection,
            IntakeSettings settings,
            RewardPolicy policy,
            boolean byCheckpoint,
            InstantSource clock)
            throws SQLException {
        SegmentArchive archive = new SegmentArchive(connection);
        this.dataSource = dataSource;
        this.settings = settings;
        jobs = new JobBook(dataSource);
        WindowRebuild rebuild = new WindowRebuild(connection, archive);
        OlderSegments older = new OlderSegments(dataSource, jobs);
        long inMemoryMost = settings.windowSharesInMemory();
        window = byCheckpoint
                ? rebuild.rebuild(policy, older, inMemoryMost)
                : rebuild.rebuildWhole(policy, older, inMemoryMost);
        checkpointSequence = rebuild.checkpointSequence();
        winners = Winners.load(connection, archive);
        rates = RateBook.load(connection, clock);
        pending = new PendingBlocks(settings.barrierTimeout());
        commit = new PendingCommit(archive.lastSequence() + 1, clock.millis());
        IntakeCursors.load(connection)
                .forEach((instance, cursor) -> tracks.put(instance, new InstanceTrack(instance, cursor)));
    }

    /** @param byCheckpoint false reads the whole window from the segments */
    static IntakeState load(
            DataSource dataSource,
            IntakeSettings settings,
            RewardPolicy policy,
            boolean byCheckpoint,
            InstantSource clock)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return new IntakeState(dataSource, connection, settings, policy, byCheckpoint, clock);
        }
    }

    /** Instances that are new begin at the beginning. */
    void setInstances(Set<Integer> registered, Set<Integer> runningNow) {
        running = Set.copyOf(runningNow);
        registered.forEach(
                number -> tracks.computeIfAbsent(number, fresh -> new InstanceTrack(fresh, JournalPosition.START)));
    }

    Collection<InstanceTrack> tracks() {
        return tracks.values();
    }

    /** Those whose next records are wanted. */
    List<InstanceTrack> readable() {
        int room = Math.min(AHEAD_MAX, AHEAD_OF_ALL_MAX / Math.max(1, tracks.size()));
        return tracks.values().stream().filter(track -> track.ahead() < room).toList();
    }

    JobBook jobs() {
        return jobs;
    }

    RewardWindow window() {
        return window;
    }

    /** Of the checkpoint that the window goes on from; 0 where it was read from the segments. */
    long checkpointSequence() {
        return checkpointSequence;
    }

    RateBook rates() {
        return rates;
    }

    PendingCommit commit() {
        return commit;
    }

    Set<Hash256> pendingBlocks() {
        return pending.hashes();
    }

    /** Gives numbers to all that may have one, up to the size of a segment. */
    void takeShares(long nowMillis) throws SQLException {
        for (InstanceTrack track : tracks.values()) {
            while (!isFull() && track.head().isPresent() && !waits(track, nowMillis)) {
                take(track);
            }
        }
    }

    /** Gives the next number to a block, where it is time; the commit must be written before anything else is taken. */
    void takeBlock(long nowMillis) {
        if (isFull()) {
            return;
        }
        Optional<PendingBlocks.Decision> decision = pending.decide(tracks.values(), running, nowMillis);
        decision.ifPresent(decided -> {
            int instance = decided.track().instance();
            commit.setBlock(new PendingCommit.BlockToClose(instance, decided.block(), decided.absent()));
            winners.expect(decided.block());
            decided.track().consume();
            commit.setCursor(instance, decided.track().consumed());
        });
    }

    boolean isCommitDue(long nowMillis) {
        return commit.block().isPresent()
                || isFull()
                || !commit.isEmpty()
                        && commit.ageMillis(nowMillis)
                                >= settings.segmentInterval().toMillis();
    }

    /** After the commit is written. */
    void startNextCommit(long nowMillis) {
        commit.block().map(found -> found.record().blockHash()).ifPresent(block -> {
            sequencedBlocks.add(block);
            pending.remove(block);
            window.startNextRound();
        });
        commit.cursors().forEach((instance, cursor) -> tracks.get(instance).setCommitted(cursor));
        commit = new PendingCommit(commit.nextSequence(), nowMillis);
    }

    private boolean isFull() {
        return commit.shares().size() >= settings.segmentShares();
    }

    private boolean waits(InstanceTrack track, long nowMillis) throws SQLException {
        Optional<Hash256> named = track.blockNamedAtHead();
        if (named.isEmpty() || isSequenced(named.get())) {
            return false;
        }
        if (track.blockAtHead().isEmpty() && pending.giveUpForlorn(named.get(), nowMillis)) {
            return false;
        }
        pending.note(named.get(), nowMillis);
        return true;
    }

    private boolean isSequenced(Hash256 block) throws SQLException {
        if (sequencedBlocks.contains(block)) {
            return true;
        }
        if (pending.contains(block)) {
            return false;
        }
        try (Connection connection = dataSource.getConnection()) {
            boolean sequenced = IntakeCursors.isSequenced(connection, block);
            if (sequenced) {
                sequencedBlocks.add(block);
            }
            return sequenced;
        }
    }

    private void take(InstanceTrack track) throws SQLException {
        JournalRecord record = track.head().orElseThrow().record();
        if (record instanceof ShareRecord share) {
            take(share);
        } else if (record instanceof JobRecord job && jobs.add(job)) {
            commit.addJob(job);
        }
        track.consume();
        commit.setCursor(track.instance(), track.consumed());
    }

    private void take(ShareRecord share) throws SQLException {
        long sequence = commit.nextSequence();
        int nbits = jobs.require(share.jobId()).nbits();
        Optional<Hash256> found = winners.take(share);
        commit.addShare(share, nbits);
        if (found.isPresent()) {
            window.addWinner(sequence, share.account(), share.difficultyUnits(), nbits);
            commit.noteWinner(found.get());
        } else {
            window.add(sequence, share.account(), share.difficultyUnits(), nbits);
        }
    }
}
