package neman.accounting.leader;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Being the one active process of a role.
 *
 * <p>Two things together: an advisory lock on a connection of our own, which the server frees when we die, and the epoch
 * in table {@code leader}, raised by each takeover. The lock alone is not enough: its connection may break while others of
 * ours live on. Every transaction of a leader therefore calls {@link #check} first. It takes the epoch row FOR SHARE, so a
 * takeover waits until that transaction has ended, and what comes after the takeover is refused.
 *
 * <p>Thread-safe. Holds one connection of the pool.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    /** The first half of the advisory lock's key; the second is the hash of the role. */
    private static final int LOCK_CLASS = 0x4e454d41;

    private static final int VALIDATION_TIMEOUT_S = 2;

    /**
     * A leader whose machine vanishes without a word leaves its connection, and with it the lock, to the server, which by
     * default notices after hours. So it asks after three seconds of silence, and gives up after seven. Whoever gets the
     * connection from the pool afterwards is none the worse for it.
     */
    private static final String NOTICE_SILENCE = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2;"
            + " SET tcp_keepalives_count = 2; SET tcp_user_timeout = 7000";

    private final String role;
    private final long epoch;
    private final Connection lockHolder;
    private boolean lost;

    private Leadership(String role, long epoch, Connection lockHolder) {
        this.role = role;
        this.epoch = epoch;
        this.lockHolder = lockHolder;
    }

    /**
     * @param role {@code accountant}, {@code payout} …
     * @param holder who we are, for people: host and process
     * @return empty where another process leads
     */
    public static Optional<Leadership> tryAcquire(DataSource dataSource, String role, String holder)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        boolean acquired = false;
        try {
            connection.setAutoCommit(true);
            if (!advisory(connection, "SELECT pg_try_advisory_lock(?, hashtext(?))", role)) {
                return Optional.empty();
            }
            noticeSilence(connection);
            long epoch = raiseEpoch(connection, role, holder);
            acquired = true;
            LOG.info("leadership acquired role={} epoch={}", role, epoch);
            return Optional.of(new Leadership(role, epoch, connection));
        } finally {
            if (!acquired) {
                release(connection, role);
            }
        }
    }

    private static void noticeSilence(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(NOTICE_SILENCE);
        }
    }

    private static long raiseEpoch(Connection connection, String role, String holder) throws SQLException {
        String sql = "INSERT INTO accounting.leader AS old (role, epoch, holder) VALUES (?, 1, ?)"
                + " ON CONFLICT (role) DO UPDATE SET epoch = old.epoch + 1, holder = excluded.holder,"
                + " acquired_at = now() RETURNING epoch";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, role);
            statement.setString(2, holder);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Raised by each takeover, from 1. */
    public long epoch() {
        return epoch;
    }

    /** Asks the server, in at most 2 s. Once false, always false. {@link #check} decides; this only saves useless work. */
    public synchronized boolean isHeld() {
        if (lost) {
            return false;
        }
        try {
            lost = lockHolder.isClosed() || !lockHolder.isValid(VALIDATION_TIMEOUT_S);
        } catch (SQLException e) {
            lost = true;
        }
        return !lost;
    }

    /**
     * Call first in every transaction of the leader; holds off a takeover until the transaction ends.
     *
     * @throws LeadershipLostException where another process has taken over
     */
    public void check(Connection transaction) throws SQLException, LeadershipLostException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT epoch, holder FROM accounting.leader WHERE role = ? FOR SHARE")) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new LeadershipLostException("nobody leads as " + role + ": the row is gone");
                }
                if (row.getLong(1) != epoch) {
                    throw new LeadershipLostException("epoch " + epoch + " of " + role + " is over; " + row.getString(2)
                            + " leads with epoch " + row.getLong(1));
                }
            }
        }
    }

    /** Gives the lock to whoever asks next. */
    @Override
    public synchronized void close() {
        lost = true;
        release(lockHolder, role);
    }

    /**
     * The pool keeps the session, and with it the lock, when a connection is given back: so unlock first. A connection that
     * cannot unlock is broken, and the pool throws it away.
     */
    private static void release(Connection connection, String role) {
        try (connection) {
            if (!connection.isClosed()) {
                advisory(connection, "SELECT pg_advisory_unlock(?, hashtext(?))", role);
            }
        } catch (SQLException e) {
            LOG.debug("leadership of {} ended with its connection: {}", role, e.getMessage());
        }
    }

    private static boolean advisory(Connection connection, String sql, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, LOCK_CLASS);
            statement.setString(2, role);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
