package neman.payout.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;

/**
 * Runs each piece of the payout role's work in one transaction that begins by comparing the leader's epoch: a leader that was
 * replaced can write nothing, even over connections that live on.
 */
public final class LedgerTransactions {
    /** What is done inside. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection transaction) throws SQLException;
    }

    /** What is done inside, without an answer. */
    @FunctionalInterface
    public interface Action {
        void run(Connection transaction) throws SQLException;
    }

    private final DataSource database;
    private final Leadership leadership;

    public LedgerTransactions(DataSource database, Leadership leadership) {
        this.database = database;
        this.leadership = leadership;
    }

    /**
     * Commits when {@code work} returns, rolls back when it throws.
     *
     * @throws SQLException with a {@link LeadershipLostException} as its cause where another process leads by now
     */
    public <T> T run(Work<T> work) throws SQLException {
        return Transactions.<T, SQLException>call(database, transaction -> {
            checkLeadership(transaction);
            return work.run(transaction);
        });
    }

    private void checkLeadership(Connection transaction) throws SQLException {
        try {
            leadership.check(transaction);
        } catch (LeadershipLostException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** As {@link #run}. */
    public void execute(Action action) throws SQLException {
        run(transaction -> {
            action.run(transaction);
            return null;
        });
    }
}
