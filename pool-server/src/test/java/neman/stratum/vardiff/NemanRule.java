package neman.stratum.vardiff;

import java.util.Optional;
import neman.bitcoin.Difficulty;

/** This pool's rule, driven as a session drives it. */
final class NemanRule implements Rule {
    private static final Difficulty LEAST = new Difficulty(1);

    private final SharesSeen seen;
    private final VardiffSettings settings;

    NemanRule(VardiffSettings settings) {
        this.settings = settings;
        this.seen = new SharesSeen(settings, 0);
    }

    NemanRule() {
        this(VardiffSettings.DEFAULT);
    }

    @Override
    public long onShare(long judgedUnits, long currentUnits, long nowMs) {
        seen.add(new Difficulty(judgedUnits), new Difficulty(currentUnits), nowMs);
        return onTick(currentUnits, nowMs);
    }

    @Override
    public long onTick(long currentUnits, long nowMs) {
        Optional<Difficulty> next = Vardiff.next(new Difficulty(currentUnits), LEAST, Difficulty.MAX, seen, nowMs);
        if (next.isEmpty()) {
            return currentUnits;
        }
        seen.difficultyChanged(nowMs);
        return next.get().units();
    }

    @Override
    public double targetMs() {
        return settings.shareIntervalMs();
    }
}
