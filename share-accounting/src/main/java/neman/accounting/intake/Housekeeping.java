package neman.accounting.intake;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;

/**
 * What the leader does beside the shares, a little at a time, so that they never wait long for it. The intake's thread's.
 */
final class Housekeeping {
    private static final long PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final long PAUSE_WITH_WORK_MILLIS = TimeUnit.SECONDS.toMillis(1);
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final DataSource dataSource;
    private final Leadership leadership;
    private final InstantSource clock;
    private final Optional<SegmentRetention> retention;
    private long nextMillis;

    /** @param retention empty where all segments are kept */
    Housekeeping(
            DataSource dataSource, Leadership leadership, InstantSource clock, Optional<SegmentRetention> retention) {
        this.dataSource = dataSource;
        this.leadership = leadership;
        this.clock = clock;
        this.retention = retention;
    }

    /** Works for about a tenth of a second where it is time. */
    void work() throws SQLException, LeadershipLostException {
        if (clock.millis() < nextMillis) {
            return;
        }
        long began = System.nanoTime();
        boolean more = true;
        while (more && System.nanoTime() - began < AT_ONCE_NANOS) {
            more = step();
        }
        nextMillis = clock.millis() + (more ? PAUSE_WITH_WORK_MILLIS : PAUSE_MILLIS);
    }

    private boolean step() throws SQLException, LeadershipLostException {
        return Transactions.<Boolean, LeadershipLostException>call(dataSource, transaction -> {
            leadership.check(transaction);
            boolean moved = StatisticsRollUp.moveOldest(transaction, clock.instant());
            return retention.isPresent() && retention.get().dropOldest(transaction) || moved;
        });
    }
}
