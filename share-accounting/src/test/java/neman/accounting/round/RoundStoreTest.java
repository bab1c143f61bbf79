package neman.accounting.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import neman.accounting.database.TestDatabase;
import neman.accounting.database.Transactions;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundStoreTest {
    private static final int NBITS = 0x1c333300;

    private final PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
    private final RoundCloser closer = new RoundCloser(RewardPolicy.DEFAULT);
    private HikariDataSource dataSource;
    private RoundStore store;

    @BeforeEach
    void open() throws Exception {
        dataSource = TestDatabase.migrated();
        store = new RoundStore(dataSource);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private static FoundBlock block(int height, long sequence) {
        return new FoundBlock(
                Hash256.ofDoubleSha256(new byte[] {(byte) height}),
                height,
                sequence,
                "bcrt1qfinder",
                "rig1",
                true,
                5_000_000_000L,
                List.of(3, 7),
                Instant.parse("2026-11-22T16:00:00.123456Z"));
    }

    private Optional<Round> closeRound(FoundBlock block) throws SQLException {
        return Transactions.<Optional<Round>, RuntimeException>call(
                dataSource, transaction -> closer.close(transaction, block, window));
    }

    /** Seven twentieths of a block each, so that the edge falls inside a share. */
    private void addShares(long first, int count) {
        for (int i = 0; i < count; i++) {
            window.add(first + i, "account" + i % 3, Difficulty.UNITS_PER_ONE * 7 / 4, NBITS);
        }
    }

    @Test
    void aRoundIsReadAsItWasClosed() throws Exception {
        addShares(1, 9);
        Round first = closeRound(block(100, 10)).orElseThrow();
        addShares(11, 2);
        Round second = closeRound(block(101, 13)).orElseThrow();
        assertEquals("5/7", first.window().edge().toString());
        assertEquals(List.of(first, second), store.roundsAfter(0, 10));
        assertEquals(List.of(first), store.roundsAfter(0, 1));
        assertEquals(List.of(second), store.roundsAfter(10, 10));
        assertEquals(Optional.of(second), store.byBlock(second.block().hash()));
        assertEquals(Optional.empty(), store.byBlock(Hash256.ZERO));
    }

    @Test
    void aRoundWithoutAnyShareIsKept() throws Exception {
        Round empty = closeRound(block(100, 1)).orElseThrow();
        assertEquals(Optional.of(empty), store.byBlock(empty.block().hash()));
    }

    @Test
    void aBlockReportedTwiceHasOneRound() throws Exception {
        addShares(1, 3);
        Round first = closeRound(block(100, 4)).orElseThrow();
        addShares(5, 1);
        assertTrue(closeRound(block(100, 6)).isEmpty());
        assertEquals(List.of(first), store.roundsAfter(0, 10));
    }

    @Test
    void roundsCannotBeAltered() throws Exception {
        addShares(1, 3);
        closeRound(block(100, 4));
        for (String sql : List.of(
                "UPDATE accounting.round_share SET work = work + 1",
                "DELETE FROM accounting.round_share",
                "TRUNCATE accounting.round CASCADE",
                "UPDATE accounting.round SET height = 1")) {
            SQLException refused = assertThrows(SQLException.class, () -> TestDatabase.execute(dataSource, sql));
            assertTrue(refused.getMessage().contains("only grows"), refused.getMessage());
        }
    }

    @Test
    void aRoundThatWasAlteredAllTheSameIsNoticed() throws Exception {
        addShares(1, 3);
        closeRound(block(100, 4));
        TestDatabase.execute(dataSource, "ALTER TABLE accounting.round_share DISABLE TRIGGER ALL");
        TestDatabase.execute(dataSource, "UPDATE accounting.round_share SET work = work - 1");
        assertThrows(IllegalArgumentException.class, () -> store.roundsAfter(0, 10));
    }
}
