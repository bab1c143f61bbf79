package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.accounting.database.TestDatabase;
import neman.accounting.database.Transactions;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.Records;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SegmentJob;
import neman.accounting.segment.SegmentStore;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments of one share each, of which ten fill a window; one segment for each block of the chain. */
class SegmentRetentionTest {
    private static final RewardPolicy POLICY = RewardPolicy.DEFAULT;
    private static final BigInteger TENTH_OF_WINDOW = POLICY.capacity().divide(BigInteger.TEN);

    private final JobRecord job = Records.job(1, new Random(1));
    private HikariDataSource database;
    private int segments;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
        Transactions.<SQLException>run(database, transaction -> SegmentStore.insertJobs(transaction, List.of(job)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void add(int count) throws SQLException {
        Transactions.<SQLException>run(database, transaction -> {
            for (int i = 0; i < count; i++) {
                int sequence = ++segments;
                SequencedShare share = new SequencedShare(sequence, job.jobId(), 1, 1, 1, 1, 1, 1, 1, 1, 1);
                ShareSegment segment = new ShareSegment(
                        Network.REGTEST, sequence, List.of(SegmentJob.of(job)), List.of(share), Optional.empty());
                SegmentStore.insert(transaction, segment, TENTH_OF_WINDOW, 1_000 + sequence);
            }
        });
    }

    /** The first segment that is still whole, as all behind it are. */
    private long firstKept() throws SQLException {
        return firstKept(POLICY);
    }

    private long firstKept(RewardPolicy... policies) throws SQLException {
        SegmentRetention retention = new SegmentRetention(List.of(policies));
        while (Transactions.<Boolean, SQLException>call(database, retention::dropOldest)) {
            continue;
        }
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            long first = 1;
            while (archive.segmentAt(first).isEmpty()) {
                first++;
            }
            List<Long> visited = new ArrayList<>();
            archive.forEachFrom(first, segment -> visited.add(segment.firstSequence()));
            assertEquals(segments - first + 1, visited.size());
            return first;
        }
    }

    @Test
    void nothingIsDroppedThatAWindowOfTheLastBlocksMayNeed() throws Exception {
        add(205);
        assertEquals(1, firstKept());
    }

    @Test
    void whatIsOlderThanTheWindowThatEndedThenGoes() throws Exception {
        add(330);
        // Of the last 200 blocks are segments 131 to 330; the window that ended before them are 121 to 130.
        assertEquals(121, firstKept());
        add(150);
        assertEquals(271, firstKept());
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            assertThrows(IllegalStateException.class, () -> archive.forEachFrom(270, segment -> {}));
            assertEquals(480, archive.lastSequence());
        }
    }

    /** Rounds of before may be recomputed, and the pool can go back. */
    @Test
    void theWindowIsTheLongestThatThePoolEverHad() throws Exception {
        add(330);
        RewardPolicy longer = RewardPolicy.pplns(BigDecimal.valueOf(5));
        assertEquals(106, firstKept(RewardPolicy.SOLO, longer, POLICY));
        assertEquals(121, firstKept(RewardPolicy.SOLO, POLICY));
        assertEquals(131, firstKept(RewardPolicy.SOLO));
    }

    @Test
    void theWindowReachesBackAsFarAsItsWorkTakes() throws Exception {
        add(30);
        try (Connection connection = database.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            assertEquals(21, archive.reachBack(30, POLICY.capacity()));
            assertEquals(20, archive.reachBack(30, POLICY.capacity().add(BigInteger.ONE)));
            assertEquals(6, archive.reachBack(15, POLICY.capacity()));
            assertEquals(1, archive.reachBack(5, POLICY.capacity()));
            assertFalse(archive.segmentAt(31).isPresent());
        }
    }

    @Test
    void nothingAtAllIsNothingToDrop() throws Exception {
        assertFalse(
                Transactions.<Boolean, SQLException>call(database, new SegmentRetention(List.of(POLICY))::dropOldest));
    }
}
