package neman.accounting.intake;

import java.time.InstantSource;
import java.util.Locale;
import neman.accounting.live.LiveHashrates;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;

/**
 * What the accountant publishes for everyone who shows it: the window and the hashrates. The intake's thread's.
 *
 * <p>Not with every commit: behind a pause there are many a second, and a big pool's window takes its time. Now and then
 * unchanged, too, because Redis may have been emptied.
 */
final class Shows {
    private static final long CHANGED_WINDOW_MILLIS = 1_000;
    private static final long SAME_WINDOW_MILLIS = 5_000;
    private static final long HASHRATES_MILLIS = 10_000;

    private final LiveWindows windows;
    private final LiveHashrates hashrates;
    private final RewardPolicy policy;
    private final InstantSource clock;
    private boolean changed = true;
    private long windowMillis;
    private long hashratesMillis;

    Shows(RedisLink redis, Network network, RewardPolicy policy, InstantSource clock) {
        windows = new LiveWindows(redis, network);
        hashrates = new LiveHashrates(redis, network);
        this.policy = policy;
        this.clock = clock;
    }

    /** The window is another now. */
    void noteCommit() {
        changed = true;
    }

    /** @throws io.lettuce.core.RedisException where Redis cannot be asked */
    void publish(IntakeState state) {
        long now = clock.millis();
        boolean due = now - windowMillis >= (changed ? CHANGED_WINDOW_MILLIS : SAME_WINDOW_MILLIS);
        if (due && !state.commit().isNumbered()) { // what is committed, and nothing that might be done again
            windowMillis = now;
            windows.publish(live(state));
            changed = false;
        }
        if (now - hashratesMillis >= HASHRATES_MILLIS) {
            hashratesMillis = now;
            hashrates.publish(state.rates().byAccount());
        }
    }

    private LiveWindow live(IntakeState state) {
        long next = state.commit().nextSequence();
        FrozenWindow window = state.window().preview(next);
        return new LiveWindow(
                policy.scheme().name().toLowerCase(Locale.ROOT),
                window.firstSequence(),
                next,
                window.edge().toString(),
                window.capacity(),
                window.digest(),
                window.work());
    }
}
