package neman.stratum.load;

/** What makes a connection send its next share. */
public sealed interface Pace {
    /** The clock: over all connections so many a second, evenly, whatever the pool does. */
    record OpenLoop(double sharesPerSecond) implements Pace {}

    /** An answer: so many submits of each connection are always on their way. */
    record ClosedLoop(int outstanding) implements Pace {}

    /** Nothing: the connections only listen. */
    record Idle() implements Pace {}
}
