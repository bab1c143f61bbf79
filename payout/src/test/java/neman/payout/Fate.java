package neman.payout;

/**
 * Decides at which point a process under test is killed: a point is the moment before or after each statement, commit and
 * call of a node. From then on nothing of it reaches the outside any more, as after kill -9. Thread-safe.
 */
public final class Fate {
    private int pointsLeft;
    private boolean dead;

    /** The process is gone. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** @param killAt counted from 1; 0 for never */
    public Fate(int killAt) {
        pointsLeft = killAt;
    }

    /** Passes a point; whether the process is dead there. */
    public synchronized boolean strikes() {
        dead |= --pointsLeft == 0;
        return dead;
    }

    /** As {@link #strikes}, on the thread that dies. */
    public void pass() {
        if (strikes()) {
            throw new Killed();
        }
    }

    /** On the thread of a process that is dead already. */
    void endHere() {
        if (isDead()) {
            throw new Killed();
        }
    }

    public synchronized boolean isDead() {
        return dead;
    }
}
