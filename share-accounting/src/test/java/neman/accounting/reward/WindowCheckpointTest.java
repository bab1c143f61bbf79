package neman.accounting.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import neman.bitcoin.Difficulty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowCheckpointTest {
    private static final int[] NBITS = {0x1c333300, 0x1c2a0000, 0x1c400000};
    private static final int SHARES = 6_000;

    private record Share(String account, long units, int nbits) {}

    /** By number; numbers of blocks are missing. Read in stretches of odd lengths. */
    private static final class History implements OlderShares {
        private final NavigableMap<Long, Share> shares = new TreeMap<>();
        private int reads;

        @Override
        public long read(long sequence, Sink sink) {
            reads++;
            long behind = sequence + 1 + sequence % 97;
            shares.subMap(sequence, true, behind, false)
                    .forEach((number, share) -> sink.take(number, share.account, share.units, share.nbits));
            return behind;
        }
    }

    private final History history = new History();

    /** A block's number now and then, few big shares among many small ones, accounts that come and go. */
    private Share share(Random random, int i) {
        long units = random.nextInt(50) == 0
                ? 1 + random.nextLong(Difficulty.UNITS_PER_ONE)
                : 1 + random.nextLong(Difficulty.UNITS_PER_ONE / 40);
        return new Share("account" + (i / 500 + random.nextInt(4)), units, NBITS[i / 700 % NBITS.length]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aWindowThatGoesOnFromItsCheckpointIsTheSame(long seed) {
        Random random = new Random(seed);
        BigInteger capacity = RewardPolicy.pplns(BigDecimal.valueOf(1 + random.nextInt(40), 1))
                .capacity();
        PplnsWindow whole = new PplnsWindow(capacity);
        PplnsWindow resumed = new PplnsWindow(capacity);
        long sequence = 0;
        for (int i = 0; i < SHARES; i++) {
            sequence += random.nextInt(30) == 0 ? 2 : 1;
            Share share = share(random, i);
            history.shares.put(sequence, share);
            whole.add(sequence, share.account, share.units, share.nbits);
            resumed.add(sequence, share.account, share.units, share.nbits);
            assertEquals(whole.checkpoint(), resumed.checkpoint());
            if (random.nextInt(60) == 0) {
                assertEquals(whole.freeze(sequence + 1), resumed.freeze(sequence + 1));
                String text = resumed.checkpoint().orElseThrow().text();
                resumed = new PplnsWindow(WindowCheckpoint.parse(text), history);
                assertEquals(whole.freeze(sequence + 1), resumed.freeze(sequence + 1));
            }
        }
        assertTrue(history.reads > 0);
    }

    /** Only the edge is read: of ten thousand shares in the window a few. */
    @Test
    void whatIsNotAtTheEdgeStaysWhereItIs() {
        BigInteger capacity = RewardPolicy.DEFAULT.capacity();
        PplnsWindow window = new PplnsWindow(capacity);
        long units = 2 * 5 * Difficulty.UNITS_PER_ONE / 10_000;
        long sequence = 0;
        while (sequence < 20_000) {
            sequence++;
            history.shares.put(sequence, new Share("a" + sequence % 3, units, NBITS[0]));
            window.add(sequence, "a" + sequence % 3, units, NBITS[0]);
        }
        assertTrue(window.sharesInMemory() >= 10_000);
        PplnsWindow resumed = new PplnsWindow(window.checkpoint().orElseThrow(), history);
        assertEquals(0, resumed.sharesInMemory());
        for (int i = 0; i < 50; i++) {
            resumed.add(++sequence, "a0", units, NBITS[0]);
        }
        assertTrue(resumed.sharesInMemory() < 250, "in memory: " + resumed.sharesInMemory());
    }

    @Test
    void anEmptyWindowHasNoCheckpoint() {
        assertEquals(Optional.empty(), new PplnsWindow(RewardPolicy.DEFAULT.capacity()).checkpoint());
    }

    @Test
    void sumsThatTheSharesContradictAreNoticed() {
        PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
        for (long sequence = 1; sequence <= 10; sequence++) {
            history.shares.put(sequence, new Share("a", Difficulty.UNITS_PER_ONE * 5, NBITS[0]));
            window.add(sequence, "a", Difficulty.UNITS_PER_ONE * 5, NBITS[0]);
        }
        WindowCheckpoint checkpoint = window.checkpoint().orElseThrow();
        for (String account : new String[] {"a", "b"}) {
            PplnsWindow resumed = new PplnsWindow(forged(checkpoint, account), history);
            assertThrows(
                    IllegalStateException.class, () -> resumed.add(11, "c", Difficulty.UNITS_PER_ONE * 10, NBITS[0]));
        }
    }

    /** With too little work of {@code account}, and another's that fills the window. */
    private static WindowCheckpoint forged(WindowCheckpoint checkpoint, String account) {
        TreeMap<String, BigInteger> work = new TreeMap<>();
        work.put(account, BigInteger.ONE);
        work.put("z", checkpoint.capacity());
        return new WindowCheckpoint(checkpoint.firstSequence(), checkpoint.lastSequence(), checkpoint.capacity(), work);
    }

    @Test
    void whatIsNoCheckpointIsRefused() {
        PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
        window.add(1, "a", 5, NBITS[0]);
        String text = window.checkpoint().orElseThrow().text();
        assertEquals(window.checkpoint().orElseThrow(), WindowCheckpoint.parse(text));
        for (String damaged : new String[] {
            "",
            "neman",
            text.replace("checkpoint 1", "checkpoint 2"),
            text.replace("a ", "a"),
            text.replace("1 1", "2 1"),
            text + "b 0\n",
            text.lines().findFirst().orElseThrow()
        }) {
            assertThrows(IllegalArgumentException.class, () -> WindowCheckpoint.parse(damaged), damaged);
        }
    }
}
