package neman.accounting.reward;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All shares since the block before. The winning share counts for the block that it found and, when it comes with a number of
 * its own, not again for the next. A block that the network then does not accept takes its shares with it.
 */
public final class PropWindow implements RewardWindow {
    private final ShareWork shareWork = new ShareWork();
    private final Map<String, BigInteger> workByAccount = new HashMap<>();
    private long firstSequence;
    private long lastSequence;

    @Override
    public void add(long sequence, String account, long difficultyUnits, int nbits) {
        pass(sequence, difficultyUnits);
        if (firstSequence == 0) {
            firstSequence = sequence;
        }
        workByAccount.merge(account, shareWork.of(difficultyUnits, nbits), BigInteger::add);
    }

    @Override
    public void addWinner(long sequence, String account, long difficultyUnits, int nbits) {
        pass(sequence, difficultyUnits);
    }

    private void pass(long sequence, long difficultyUnits) {
        if (sequence <= lastSequence || difficultyUnits < 1) {
            throw new IllegalArgumentException(
                    "share " + sequence + " with " + difficultyUnits + " units cannot follow share " + lastSequence);
        }
        lastSequence = sequence;
    }

    @Override
    public FrozenWindow freeze(WinningShare winner) {
        SortedMap<String, BigInteger> work = new TreeMap<>(workByAccount);
        if (winner.difficultyUnits() > 0) {
            work.merge(winner.account(), shareWork.of(winner.difficultyUnits(), winner.nbits()), BigInteger::add);
        }
        return frozen(winner.blockSequence(), work);
    }

    @Override
    public FrozenWindow preview(long blockSequence) {
        return frozen(blockSequence, new TreeMap<>(workByAccount));
    }

    private FrozenWindow frozen(long blockSequence, SortedMap<String, BigInteger> work) {
        if (blockSequence <= lastSequence) {
            throw new IllegalArgumentException("block " + blockSequence + " does not come after share " + lastSequence);
        }
        long first = firstSequence == 0 ? blockSequence : firstSequence;
        // Without any credited share there is nothing to divide by: all of it goes to the continuity account.
        BigInteger capacity =
                work.values().stream().reduce(BigInteger.ZERO, BigInteger::add).max(BigInteger.ONE);
        return FrozenWindow.of(first, blockSequence - 1, EdgeFraction.WHOLE, capacity, work);
    }

    @Override
    public void startNextRound() {
        workByAccount.clear();
        firstSequence = 0;
    }
}
