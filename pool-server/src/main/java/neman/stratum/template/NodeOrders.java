package neman.stratum.template;

/** What is asked of those who ask one node. */
interface NodeOrders {
    long NEVER = Long.MAX_VALUE;

    /** For the log. */
    String name();

    /** Whether its long poll is under way, so that a template of another tip comes by itself. */
    boolean pollsLong();

    /**
     * Ask for a template at this time; replaces the order before. Ignored while one is being asked for.
     *
     * @param nanos as {@link System#nanoTime}, or {@link #NEVER}
     */
    void fetchAt(long nanos);

    /** Whether it leads: then its long poll is kept under way and its mempool's fees are watched. */
    void lead(boolean leads);
}
