package neman.accounting.reward;

/** Where a window reads those of its shares again that it does not hold in memory. */
public interface OlderShares {
    /** Takes shares in order. */
    @FunctionalInterface
    interface Sink {
        void take(long sequence, String account, long difficultyUnits, int nbits);
    }

    /**
     * Hands over a stretch of shares, in order: those with {@code sequence} and higher numbers, some thousand at most.
     *
     * @return the number behind the stretch, above {@code sequence}; all shares before it were handed over
     * @throws OlderSharesException where they cannot be read now
     */
    long read(long sequence, Sink sink);
}
