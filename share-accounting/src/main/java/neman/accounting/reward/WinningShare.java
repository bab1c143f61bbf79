package neman.accounting.reward;

/**
 * The share that found a block.
 *
 * @param blockSequence of the block; the share itself gets a number of its own behind it
 * @param account canonical address text of the finder
 * @param difficultyUnits credited, in multiples of 2^-32; 0 where it is not credited
 * @param nbits of its job
 */
public record WinningShare(long blockSequence, String account, long difficultyUnits, int nbits) {
    public WinningShare {
        if (difficultyUnits < 0) {
            throw new IllegalArgumentException("a share is not credited with " + difficultyUnits + " units");
        }
    }
}
