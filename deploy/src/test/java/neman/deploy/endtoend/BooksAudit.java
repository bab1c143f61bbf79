package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import neman.accounting.journal.JobRecord;
import neman.accounting.reward.Allocation;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardSplit;
import neman.accounting.round.RecomputedRound;
import neman.accounting.round.RoundRecomputation;
import neman.accounting.round.RoundStore;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Hash256;
import neman.payout.query.PayoutQueries;

/**
 * Looks at the books of a pool as an outsider would: from the segments to the rounds, to the splits, to the ledger. Fails with
 * what does not agree.
 */
final class BooksAudit {
    private final DataSource database;
    private final RewardPolicy policy = RewardPolicy.DEFAULT;
    private final int feeBasisPoints;

    BooksAudit(DataSource database, int feeBasisPoints) {
        this.database = database;
        this.feeBasisPoints = feeBasisPoints;
    }

    /** Header hashes of all sequenced shares; fails where a sequence number is missing or a header comes twice. */
    Set<Hash256> sequencedHeaders() throws SQLException {
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            Set<Hash256> headers = new HashSet<>();
            long next = 1;
            for (ShareSegment segment : segments(archive)) {
                assertEquals(next, segment.firstSequence(), "the sequence has a gap or goes back");
                next = segment.lastSequence() + 1;
                for (SequencedShare share : segment.shares()) {
                    Hash256 header = SegmentVerifier.headerHash(archive.job(share.jobId()), share);
                    assertTrue(headers.add(header), () -> "header " + header + " was counted twice");
                }
            }
            return headers;
        }
    }

    /** Recomputes every round and every split from the segments, and holds the ledger against them. Returns how many. */
    int verifyRounds() throws SQLException {
        int rounds = 0;
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            RoundRecomputation recomputation = new RoundRecomputation(policy, addresses(archive), jobs(archive));
            RoundStore store = new RoundStore(database);
            for (ShareSegment segment : segments(archive)) {
                var recomputed = recomputation.add(segment);
                if (recomputed.isPresent()) {
                    rounds++;
                    Hash256 block = recomputed.get().block().blockHash();
                    assertTrue(
                            recomputed.get().confirms(store.byBlock(block).orElseThrow()),
                            () -> "the round of block " + block + " is not what its shares give");
                    verifySplit(connection, recomputed.get());
                }
            }
        }
        return rounds;
    }

    private void verifySplit(Connection connection, RecomputedRound round) throws SQLException {
        Hash256 block = round.block().blockHash();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT reward_sats, fee_sats, continuity_sats FROM ledger.block"
                        + " WHERE block_hash = ? AND artefact IS NOT NULL")) {
            select.setString(1, block.toString());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    Allocation expected = RewardSplit.split(row.getLong(1), feeBasisPoints, round.window(), block);
                    assertEquals(expected.feeSats(), row.getLong(2), "fee of block " + block);
                    assertEquals(expected.continuitySats(), row.getLong(3), "continuity of block " + block);
                    assertEquals(expected.sats(), allocations(connection, block), "split of block " + block);
                    assertEquals(row.getLong(1), expected.totalSats(), "sum of block " + block);
                }
            }
        }
    }

    private static SortedMap<String, Long> allocations(Connection connection, Hash256 block) throws SQLException {
        SortedMap<String, Long> sats = new TreeMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT account, sats FROM ledger.allocation WHERE block_hash = ?")) {
            select.setString(1, block.toString());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sats.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return sats;
    }

    /** The ledger sums to zero, its derived balances are right, and its hash chain holds. */
    void verifyLedger() throws SQLException {
        assertEquals(0, new PayoutQueries(database).trialBalance().sumSats(), "the ledger does not sum to zero");
        try (Connection connection = database.getConnection()) {
            assertFalse(hasRows(connection, "SELECT * FROM ledger.wrong_balances()"), "derived balances are wrong");
            assertFalse(hasRows(connection, "SELECT * FROM ledger.broken_journals()"), "the hash chain is broken");
        }
    }

    private static boolean hasRows(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    private static List<ShareSegment> segments(SegmentArchive archive) throws SQLException {
        List<ShareSegment> segments = new ArrayList<>();
        long last = archive.lastSequence();
        for (long next = 1;
                next <= last;
                next = segments.get(segments.size() - 1).lastSequence() + 1) {
            segments.add(archive.segmentAt(next).orElseThrow());
        }
        return segments;
    }

    private static LongFunction<String> addresses(SegmentArchive archive) {
        return remembered(archive::address);
    }

    private static LongFunction<JobRecord> jobs(SegmentArchive archive) {
        return remembered(archive::job);
    }

    private interface Lookup<T> {
        T of(long id) throws SQLException;
    }

    private static <T> LongFunction<T> remembered(Lookup<T> lookup) {
        Map<Long, T> known = new HashMap<>();
        return id -> known.computeIfAbsent(id, key -> {
            try {
                return lookup.of(key);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
