package neman.accounting.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in one transaction (READ COMMITTED): committed when the work returns, rolled back when it throws.
 *
 * <p>An {@link SQLException} out of the commit itself leaves open whether the transaction took place. Work must therefore
 * be idempotent by key, or look before it repeats.
 */
public final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private Transactions() {}

    /** Work without an answer. */
    @FunctionalInterface
    public interface Work<E extends Exception> {
        void in(Connection transaction) throws SQLException, E;
    }

    /** Work with an answer. */
    @FunctionalInterface
    public interface Query<T, E extends Exception> {
        T in(Connection transaction) throws SQLException, E;
    }

    public static <E extends Exception> void run(DataSource dataSource, Work<E> work) throws SQLException, E {
        Transactions.<Void, E>call(dataSource, transaction -> {
            work.in(transaction);
            return null;
        });
    }

    public static <T, E extends Exception> T call(DataSource dataSource, Query<T, E> query) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T answer = query.in(connection);
                connection.commit();
                done = true;
                return answer;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
            }
        }
    }

    /** A connection too broken to roll back is rolled back by the server; the first failure is the one to report. */
    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("rollback failed: {}", e.getMessage());
        }
    }
}
