package neman.accounting.transport;

import java.time.Duration;
import neman.accounting.journal.ShareJournal;

/** Opens the bounds of {@link ShareShipper} to the tests of other packages. */
public final class TestShippers {
    private TestShippers() {}

    /** @param cursorWait how long an intake is waited for before all that is on disk is shipped */
    public static ShareShipper bounded(ShareJournal journal, RedisLink redis, int entriesMax, Duration cursorWait) {
        return new ShareShipper(journal, redis, entriesMax, cursorWait);
    }
}
