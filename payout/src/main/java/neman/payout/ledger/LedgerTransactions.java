package neman.payout.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;

/**
 * Runs each piece of work on the books in one transaction that first passes a gate.
 *
 * <p>The payout role compares its leader's epoch there: a leader that was replaced can write nothing, even over connections
 * that live on. It holds the epoch's row FOR SHARE until it commits. A command takes the same row FOR UPDATE: it runs between
 * two transactions of whoever leads, never beside one, and never beside another command.
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

    /** What each transaction begins with; throws where it must not go on. */
    private interface Gate {
        void enter(Connection transaction) throws SQLException;
    }

    /** The role whose leader writes the books. */
    private static final String ROLE = "payout";

    private final DataSource database;
    private final Gate gate;

    /** For the process that leads as {@code payout}. */
    public LedgerTransactions(DataSource database, Leadership leadership) {
        this(database, transaction -> checkLeadership(transaction, leadership));
    }

    private LedgerTransactions(DataSource database, Gate gate) {
        this.database = database;
        this.gate = gate;
    }

    /** For a command, whoever leads meanwhile; its transactions are to be short, because the leader waits for them. */
    public static LedgerTransactions ofOperator(DataSource database, OperatorCommand command, InstantSource clock) {
        return new LedgerTransactions(database, transaction -> {
            holdOffLeader(transaction);
            note(transaction, command, clock.instant());
        });
    }

    private static void holdOffLeader(Connection transaction) throws SQLException {
        // Where nobody ever led there is no row to lock; the first leader then waits for ours.
        String first =
                "INSERT INTO accounting.leader (role, epoch, holder) VALUES (?, 1, 'nobody') ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = transaction.prepareStatement(first)) {
            statement.setString(1, ROLE);
            statement.executeUpdate();
        }
        String lock = "SELECT FROM accounting.leader WHERE role = ? FOR UPDATE";
        try (PreparedStatement statement = transaction.prepareStatement(lock)) {
            statement.setString(1, ROLE);
            statement.execute();
        }
    }

    private static void note(Connection transaction, OperatorCommand command, Instant now) throws SQLException {
        String sql = "INSERT INTO ledger.operator_command (at, operator, command) VALUES (?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(2, command.operator());
            statement.setString(3, command.command());
            statement.executeUpdate();
        }
    }

    /**
     * Commits when {@code work} returns, rolls back when it throws.
     *
     * @throws SQLException with a {@link LeadershipLostException} as its cause where another process leads by now
     */
    public <T> T run(Work<T> work) throws SQLException {
        return Transactions.<T, SQLException>call(database, transaction -> {
            gate.enter(transaction);
            return work.run(transaction);
        });
    }

    private static void checkLeadership(Connection transaction, Leadership leadership) throws SQLException {
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
