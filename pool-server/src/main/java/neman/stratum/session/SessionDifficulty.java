package neman.stratum.session;

import java.math.BigDecimal;
import java.util.Optional;
import neman.bitcoin.Difficulty;
import neman.stratum.vardiff.SharesSeen;
import neman.stratum.vardiff.Vardiff;

/**
 * What a session works at: what it asked for or what its speed calls for, within its port's limits and not above the network's
 * difficulty, unless the port's minimum is.
 */
final class SessionDifficulty {
    private static final BigDecimal HARDEST = Difficulty.MAX.toDecimal();
    private static final BigDecimal EASIEST = new Difficulty(1).toDecimal();

    private final DifficultyLimits limits;
    private final SharesSeen seen;
    private Difficulty minimum;
    private Difficulty wanted;
    private boolean fixed;
    private Optional<BigDecimal> lastSuggestion = Optional.empty();
    private Optional<AssignedDifficulty> assigned = Optional.empty();
    private Difficulty most;

    SessionDifficulty(DifficultyLimits limits, long nowMillis) {
        this.limits = limits;
        this.seen = new SharesSeen(limits.settings(), nowMillis);
        this.most = limits.maximum();
        this.minimum = limits.minimum();
        this.wanted = limits.start();
    }

    /**
     * A miner's suggestion. One that repeats the last is passed over: some firmware sends its own every 30 seconds, and vardiff
     * would be undone each time. Returns whether something else is wanted now.
     */
    boolean suggest(BigDecimal suggestion) {
        if (fixed
                || lastSuggestion
                        .filter(last -> last.compareTo(suggestion) == 0)
                        .isPresent()) {
            return false;
        }
        lastSuggestion = Optional.of(suggestion);
        return want(within(suggestion));
    }

    /** Fixes the difficulty, as {@code d=N} in the password asks; vardiff leaves it alone. */
    boolean fix(BigDecimal asked) {
        fixed = true;
        return want(within(asked));
    }

    /** Whether {@code asked} is not above what the port may assign. */
    boolean canBeMinimum(BigDecimal asked) {
        return asked.compareTo(limits.maximum().toDecimal()) <= 0;
    }

    /** Raises the least that is assigned, as BIP310's {@code minimum-difficulty} asks. */
    void raiseMinimum(BigDecimal asked) {
        Difficulty least = within(asked);
        minimum = least.compareTo(limits.maximum()) > 0 ? limits.maximum() : max(limits.minimum(), least);
    }

    /** A quarter of what is in force, or the least: for a miner whose shares are mostly below it. */
    void ease() {
        long units = assigned.map(AssignedDifficulty::difficulty).orElse(wanted).units();
        want(new Difficulty(Math.max(1, units / 4)));
    }

    boolean want(Difficulty difficulty) {
        boolean changed = !difficulty.equals(wanted);
        wanted = difficulty;
        return changed;
    }

    boolean followsSpeed() {
        return limits.vardiff() && !fixed;
    }

    /** A share was accepted. */
    void shareAccepted(Difficulty judged, long nowMillis) {
        if (assigned.isPresent()) {
            seen.add(judged, assigned.get().difficulty(), nowMillis);
        }
    }

    /** Vardiff: returns whether the miner's speed calls for another difficulty than it was told. */
    boolean followSpeed(long nowMillis) {
        if (!followsSpeed() || assigned.isEmpty()) {
            return false;
        }
        Difficulty now = assigned.get().difficulty();
        Optional<Difficulty> next = Vardiff.next(now, min(minimum, most), most, seen, nowMillis);
        return next.isPresent() && want(next.get());
    }

    /** Fits what is wanted to the network and returns whether the miner must be told a difficulty. */
    boolean assign(Difficulty networkDifficulty, long nowMillis) {
        most = whole(min(limits.maximum(), max(networkDifficulty, limits.minimum())));
        Difficulty fitted = whole(min(max(wanted, minimum), most));
        if (assigned.filter(now -> now.difficulty().equals(fitted)).isPresent()) {
            return false;
        }
        assigned = Optional.of(AssignedDifficulty.of(fitted));
        seen.difficultyChanged(nowMillis);
        return true;
    }

    /** What the miner was told last; empty before the first job. */
    Optional<AssignedDifficulty> assigned() {
        return assigned;
    }

    /** What the session works at, or will when it gets its first job. */
    Difficulty present() {
        return assigned.map(AssignedDifficulty::difficulty).orElse(wanted);
    }

    private static Difficulty within(BigDecimal decimal) {
        return Difficulty.of(decimal.max(EASIEST).min(HARDEST));
    }

    /** Some firmware cuts fractions at 1 and above. */
    private static Difficulty whole(Difficulty difficulty) {
        long fraction = difficulty.units() % Difficulty.UNITS_PER_ONE;
        return fraction == difficulty.units() ? difficulty : new Difficulty(difficulty.units() - fraction);
    }

    private static Difficulty max(Difficulty one, Difficulty other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Difficulty min(Difficulty one, Difficulty other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
