package neman.accounting.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalEntry;
import neman.accounting.journal.ShareRecord;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.round.RecomputedRound;
import neman.accounting.round.Round;
import neman.accounting.round.RoundRecomputation;
import neman.accounting.round.RoundStore;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;

/** Compares what the front ends were told and what their journals hold with the segments, the rounds and the shown window. */
final class FaultAudit {
    private final List<FrontEnd> frontEnds;
    private final DataSource database;
    private final RedisLink redis;

    /** By journal, the shares of each instance in order. */
    private final Map<Integer, List<ShareRecord>> journaled = new TreeMap<>();

    private final Set<Hash256> journaledBlocks = new LinkedHashSet<>();

    private final Map<Integer, List<ShareRecord>> sequenced = new TreeMap<>();
    private final Map<Hash256, Long> shareSequences = new HashMap<>();
    private final Map<Hash256, SequencedBlock> blocks = new HashMap<>();
    private FrozenWindow next;
    private final PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());

    FaultAudit(List<FrontEnd> frontEnds, DataSource database, RedisLink redis) {
        this.frontEnds = frontEnds;
        this.database = database;
        this.redis = redis;
    }

    /** The front ends are quiet. Waits until the accountant has done its work. */
    void check() throws IOException, SQLException {
        for (FrontEnd frontEnd : frontEnds) {
            readJournal(frontEnd);
        }
        long last = journaled.values().stream().mapToLong(List::size).sum() + journaledBlocks.size();
        Waiting.until(
                "share " + last + " is the last in the segments, and not " + lastSequence(),
                () -> lastSequence() >= last);
        readSegments();
        assertEquals(last, lastSequence(), "nothing is numbered that no journal holds");
        assertEquals(journaled, sequenced, "each journal's shares, in order, once");
        assertEquals(journaledBlocks, blocks.keySet());
        assertEquals(shareSequences.size(), sumOfShares("share_statistics"));
        assertEquals(shareSequences.size(), sumOfShares("pool_minute"));
        checkAnswers();
        checkWindowsOfBlocks();
        next = window.freeze(last + 1);
        Waiting.until("the shown window is the accountant's", this::isShown);
    }

    /** Redis was emptied: what is shown is what was shown. */
    void checkShownAgain() {
        Waiting.until("the same window is shown in an emptied Redis", this::isShown);
    }

    String summary() {
        return shareSequences.size() + " shares, " + blocks.size() + " blocks, "
                + blocks.values().stream()
                        .filter(block -> !block.absentInstances().isEmpty())
                        .count()
                + " of them without an instance";
    }

    private long lastSequence() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new SegmentArchive(connection).lastSequence();
        }
    }

    private long sumOfShares(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(sum(shares), 0) FROM accounting." + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void readJournal(FrontEnd frontEnd) throws IOException {
        for (JournalEntry entry : frontEnd.journaled()) {
            if (entry.record() instanceof ShareRecord share) {
                journaled
                        .computeIfAbsent(instance(share.jobId()), number -> new ArrayList<>())
                        .add(share);
            } else if (entry.record() instanceof BlockRecord block) {
                journaledBlocks.add(block.blockHash());
            }
        }
    }

    private static int instance(long jobId) {
        return (int) (jobId >>> 48);
    }

    /** Gapless, real work, none twice; and each block's round as an auditor recomputes it. */
    private void readSegments() throws SQLException {
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            RoundRecomputation rounds = new RoundRecomputation(
                    RewardPolicy.DEFAULT, unchecked(archive::address), unchecked(id -> archive.findJob(id)
                            .orElse(null)));
            long last = archive.lastSequence();
            long next = 1;
            while (next <= last) {
                long missing = next;
                ShareSegment segment = archive.segmentAt(next)
                        .orElseThrow(() -> new AssertionError("no segment holds share " + missing));
                assertEquals(next, segment.firstSequence());
                readShares(archive, segment);
                rounds.add(segment).ifPresent(this::checkRound);
                next = segment.lastSequence() + 1;
            }
        }
    }

    private void readShares(SegmentArchive archive, ShareSegment segment) throws SQLException {
        for (SequencedShare share : segment.shares()) {
            JobRecord job = archive.job(share.jobId());
            String account = archive.address(share.accountId());
            Hash256 hash = SegmentVerifier.headerHash(job, share);
            Long before = shareSequences.put(hash, share.sequence());
            assertTrue(before == null, () -> "share " + share.sequence() + " is share " + before + " again");
            sequenced
                    .computeIfAbsent(instance(share.jobId()), number -> new ArrayList<>())
                    .add(new ShareRecord(
                            share.jobId(),
                            account,
                            archive.workerName(share.workerId()),
                            share.extranonce1(),
                            share.extranonce2(),
                            share.timeSeconds(),
                            share.nonce(),
                            share.version(),
                            share.difficultyUnits(),
                            share.receivedMillis()));
            window.add(share.sequence(), account, share.difficultyUnits(), job.nbits());
        }
        segment.block().ifPresent(block -> {
            SequencedBlock before = blocks.put(block.blockHash(), block);
            assertTrue(before == null, () -> "block " + block.blockHash() + " has two numbers");
        });
    }

    private void checkRound(RecomputedRound recomputed) {
        try {
            Round recorded = new RoundStore(database)
                    .byBlock(recomputed.block().blockHash())
                    .orElseThrow(() -> new AssertionError("no round for block " + recomputed.block()));
            assertTrue(recomputed.confirms(recorded), () -> recorded + " is not " + recomputed);
            boolean credited = recorded.block().credited();
            assertEquals(recomputed.block().solution().difficultyUnits() > 0, credited);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void checkAnswers() throws IOException {
        Set<Hash256> issued = new HashSet<>();
        for (FrontEnd frontEnd : frontEnds) {
            for (ShareLog.Line line : frontEnd.lines()) {
                switch (line.kind()) {
                    case SHARE_ISSUED, BLOCK_ISSUED -> issued.add(line.hash());
                    case SHARE_ACKNOWLEDGED ->
                        assertTrue(shareSequences.containsKey(line.hash()), "lost: acknowledged share " + line.hash());
                    case BLOCK_ACKNOWLEDGED ->
                        assertTrue(blocks.containsKey(line.hash()), "lost: acknowledged block " + line.hash());
                }
            }
        }
        assertTrue(issued.containsAll(shareSequences.keySet()), "shares that nobody sent");
        assertTrue(issued.containsAll(blocks.keySet()), "blocks that nobody found");
    }

    private void checkWindowsOfBlocks() throws IOException {
        BarrierCheck check = new BarrierCheck(blocks.values());
        for (FrontEnd frontEnd : frontEnds) {
            check.read(frontEnd.lines(), frontEnd.instance(), shareSequences);
        }
        check.check();
    }

    private boolean isShown() {
        Optional<LiveWindow> shown = new LiveWindows(redis, Network.SANDBOX).read();
        return shown.isPresent()
                && shown.get().digest().equals(next.digest())
                && shown.get().work().equals(next.work());
    }

    private interface Question<T> {
        T ask(long id) throws SQLException;
    }

    private static <T> LongFunction<T> unchecked(Question<T> question) {
        return id -> {
            try {
                return question.ask(id);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        };
    }
}
