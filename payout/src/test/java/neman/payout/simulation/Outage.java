package neman.payout.simulation;

import java.sql.SQLException;
import neman.payout.FaultyDataSource;

/** PostgreSQL cannot be reached for a while: from one point of a process's life on, for so many of them. */
final class Outage implements FaultyDataSource.Point {
    /** As the driver says where a connection breaks. */
    static final String SQL_STATE = "08006";

    private final int from;
    private final int points;
    private int passed;

    /** @param from counted from 1 */
    Outage(int from, int points) {
        this.from = from;
        this.points = points;
    }

    @Override
    public synchronized void pass() throws SQLException {
        passed++;
        if (passed >= from && passed < from + points) {
            throw new SQLException("the connection to the database broke", SQL_STATE);
        }
    }
}
