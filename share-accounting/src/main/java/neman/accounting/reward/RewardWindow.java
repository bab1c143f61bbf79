package neman.accounting.reward;

/** The shares that the next block is divided by, under one scheme. Owned by one thread, the accountant's. */
public sealed interface RewardWindow permits PplnsWindow, PropWindow, SoloWindow {
    /**
     * Adds the next share.
     *
     * @param sequence above all before
     * @param difficultyUnits credited, in multiples of 2^-32, at least 1
     * @param nbits of the share's job
     */
    void add(long sequence, String account, long difficultyUnits, int nbits);

    /** As {@link #add}, of a share that {@link #freeze} has seen as the winning one of its block. */
    void addWinner(long sequence, String account, long difficultyUnits, int nbits);

    /** What the block of {@code winner}, which comes behind all that was added, is divided by. Changes nothing. */
    FrozenWindow freeze(WinningShare winner);

    /** What a block would be divided by that somebody else's share found now. */
    FrozenWindow preview(long blockSequence);

    /** A block was found and its window frozen. */
    void startNextRound();
}
