package neman.accounting.reward;

import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nothing: the finder takes all, credited or not. */
public final class SoloWindow implements RewardWindow {
    @Override
    public void add(long sequence, String account, long difficultyUnits, int nbits) {
        // No share but the winning one counts.
    }

    @Override
    public void addWinner(long sequence, String account, long difficultyUnits, int nbits) {
        // Its block has been divided.
    }

    @Override
    public FrozenWindow freeze(WinningShare winner) {
        SortedMap<String, BigInteger> work = new TreeMap<>();
        work.put(winner.account(), BigInteger.ONE);
        return FrozenWindow.of(
                winner.blockSequence(), winner.blockSequence() - 1, EdgeFraction.WHOLE, BigInteger.ONE, work);
    }

    @Override
    public FrozenWindow preview(long blockSequence) {
        return FrozenWindow.empty(blockSequence, BigInteger.ONE);
    }

    @Override
    public void startNextRound() {
        // Rounds share nothing.
    }
}
