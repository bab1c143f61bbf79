package neman.accounting.reward;

import java.math.BigInteger;
import neman.accounting.reward.PplnsWindow.AccountWork;

/** Up to {@value #SIZE} shares in a row, in arrays: a window may hold millions. */
final class ShareChunk {
    static final int SIZE = 4_096;

    private final long baseSequence;
    private final int[] sequenceOffsets = new int[SIZE];
    private final AccountWork[] owners = new AccountWork[SIZE];
    private final long[] units = new long[SIZE];
    private final BigInteger[] targets = new BigInteger[SIZE];
    private int first;
    private int end;

    ShareChunk(long baseSequence) {
        this.baseSequence = baseSequence;
    }

    boolean hasRoomFor(long sequence) {
        return end < SIZE && sequence - baseSequence <= Integer.MAX_VALUE;
    }

    void add(long sequence, AccountWork owner, long difficultyUnits, BigInteger target) {
        sequenceOffsets[end] = (int) (sequence - baseSequence);
        owners[end] = owner;
        units[end] = difficultyUnits;
        targets[end] = target;
        end++;
    }

    long oldestSequence() {
        return baseSequence + sequenceOffsets[first];
    }

    AccountWork oldestOwner() {
        return owners[first];
    }

    BigInteger oldestWork() {
        return targets[first].multiply(BigInteger.valueOf(units[first]));
    }

    /** @return whether the chunk is used up: nothing can be added behind its last share either */
    boolean dropOldest() {
        owners[first] = null;
        first++;
        return first == end;
    }
}
