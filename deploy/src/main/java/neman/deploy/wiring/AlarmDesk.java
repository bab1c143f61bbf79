package neman.deploy.wiring;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import neman.accounting.alarm.AlarmStore;
import neman.accounting.alarm.RecordedAlarm;
import neman.deploy.config.PoolConfiguration;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;

/** An operator's look at the alarms that PostgreSQL holds, of all processes and of the books. */
public final class AlarmDesk {
    private AlarmDesk() {}

    /**
     * Those that stand, the critical ones first, then the latest.
     *
     * @param progress told in a line each what takes long
     * @throws PoolException with one line that names the thing and the remedy
     */
    public static List<RecordedAlarm> open(PoolConfiguration configuration, Consumer<String> progress)
            throws PoolException {
        try (PayoutDesk desk = PayoutDesk.open(configuration, progress)) {
            List<RecordedAlarm> alarms = new ArrayList<>(new AlarmStore(desk.database()).open());
            new PayoutQueries(desk.database()).openAlarms().forEach(alarm -> alarms.add(recorded(alarm)));
            alarms.sort(Comparator.comparing(RecordedAlarm::severity)
                    .thenComparing(RecordedAlarm::raisedAt, Comparator.reverseOrder()));
            return alarms;
        } catch (SQLException e) {
            throw new PoolException("PostgreSQL: " + e.getMessage(), e);
        }
    }

    private static RecordedAlarm recorded(AlarmView alarm) {
        return new RecordedAlarm(
                Role.PAYOUT.word(),
                alarm.code(),
                alarm.severity(),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                alarm.raisedAt(),
                alarm.lastSeenAt(),
                1);
    }
}
