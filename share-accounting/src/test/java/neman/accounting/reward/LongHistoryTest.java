package neman.accounting.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two million shares of five thousand accounts over retargets, with blocks now and then: the windows equal those of a walk
 * over the bare numbers that keeps nothing from one block to the next.
 */
class LongHistoryTest {
    private static final int SHARES = 2_000_000;
    private static final int ACCOUNTS = 5_000;
    private static final int[] NBITS = {0x1c333300, 0x1c2aaa80, 0x1c39c71c, 0x1c300000};
    private static final BigInteger DIFF1 = new BigInteger("ffff" + "0".repeat(52), 16);

    private final Random random = new Random(20_261_122);
    private final long[] units = new long[SHARES];
    private final int[] nbits = new int[SHARES];
    private final short[] accounts = new short[SHARES];

    /** The share's place of the winner behind the last block, or −1. */
    private int winner = -1;

    private int previousBlock;

    @ParameterizedTest
    @EnumSource(RewardScheme.class)
    void windowsEqualThoseOfAPlainWalk(RewardScheme scheme) {
        RewardPolicy policy =
                switch (scheme) {
                    case PPLNS -> RewardPolicy.DEFAULT;
                    case PROP -> RewardPolicy.PROP;
                    case SOLO -> RewardPolicy.SOLO;
                };
        RewardWindow window = policy.newWindow();
        int blocks = 0;
        long sequence = 0;
        for (int i = 0; i < SHARES; i++) {
            generate(i);
            boolean found = i % 399_989 == 299_990;
            if (found) {
                FrozenWindow frozen =
                        window.freeze(new WinningShare(++sequence, name(accounts[i]), units[i], nbits[i]));
                window.startNextRound();
                assertEquals(expected(scheme, i), frozen.work(), scheme + " at share " + i);
                window.addWinner(++sequence, name(accounts[i]), units[i], nbits[i]);
                previousBlock = i;
                winner = i;
                blocks++;
            } else {
                window.add(++sequence, name(accounts[i]), units[i], nbits[i]);
            }
        }
        assertEquals(5, blocks);
    }

    /** About a million shares fill the window of two blocks. */
    private void generate(int i) {
        int previous = i == 0 ? NBITS[0] : nbits[i - 1];
        nbits[i] = random.nextInt(200_000) == 0 ? NBITS[random.nextInt(NBITS.length)] : previous;
        units[i] = 1 + random.nextInt(85_000);
        accounts[i] = (short) Math.min(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS));
    }

    private static String name(int account) {
        return "account" + account;
    }

    private Map<String, BigInteger> expected(RewardScheme scheme, int block) {
        return switch (scheme) {
            case PPLNS -> lastTwoBlocks(block);
            case PROP -> sinceTheLastBlock(block);
            case SOLO -> Map.of(name(accounts[block]), BigInteger.ONE);
        };
    }

    private SortedMap<String, BigInteger> lastTwoBlocks(int block) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        BigInteger room = DIFF1.shiftLeft(33);
        for (int i = block - 1; i >= 0 && room.signum() > 0; i--) {
            BigInteger counted = work(i).min(room);
            sums.merge(name(accounts[i]), counted, BigInteger::add);
            room = room.subtract(counted);
        }
        return sums;
    }

    private SortedMap<String, BigInteger> sinceTheLastBlock(int block) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        for (int i = winner < 0 ? 0 : previousBlock + 1; i <= block; i++) {
            sums.merge(name(accounts[i]), work(i), BigInteger::add);
        }
        return sums;
    }

    private BigInteger work(int i) {
        BigInteger target = BigInteger.valueOf(nbits[i] & 0xffffff).shiftLeft(8 * ((nbits[i] >>> 24) - 3));
        return target.multiply(BigInteger.valueOf(units[i]));
    }
}
