package neman.accounting.instance;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.journal.InstanceIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each data directory an instance number of its own, and each start a counter that no start had before.
 *
 * <p>The number is claimed once, in PostgreSQL, by the directory's random token; a claim that was cut off finds its number
 * again by that token. From then on the directory alone is enough to start, with no database in reach.
 */
public final class InstanceRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceRegistry.class);

    private static final int NUMBERS = 256;

    /** Held while a number is chosen, so that two directories do not choose the same. */
    private static final String LOCK = "LOCK TABLE accounting.instance IN SHARE ROW EXCLUSIVE MODE";

    private static final String LOWEST_FREE = "SELECT min(n) FROM generate_series(0, " + (NUMBERS - 1)
            + ") AS n WHERE n NOT IN (SELECT number FROM accounting.instance)";

    private final DataSource dataSource;

    /** @param entered whether the database knows of this start */
    public record Started(InstanceIdentity identity, boolean entered) {}

    public InstanceRegistry(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Identifies this start. The caller holds the lock of the data directory, and listens only after this returned: the
     * counter is on disk by then.
     *
     * @throws IOException where the directory cannot be written, or it has no number yet and the database none to give, or
     *     another directory has its number: the database was replaced by a younger one or an older copy
     */
    public InstanceIdentity claim(Path dataDirectory) throws IOException {
        return start(dataDirectory).identity();
    }

    /** As {@link #claim}; tells besides whether the database knows of this start. Where it does not: {@link #requireNew}. */
    public Started start(Path dataDirectory) throws IOException {
        InstanceFile file = InstanceFile.readOrCreate(dataDirectory);
        int number = file.number().isPresent() ? file.number().getAsInt() : claimNumber(file.token());
        OptionalInt registered = registeredCounter(file.token(), number, dataDirectory);
        int startCounter = Math.max(file.startCounter(), registered.orElse(0)) + 1;
        file.with(number, startCounter).write(dataDirectory);
        InstanceIdentity identity = new InstanceIdentity(number, startCounter);
        return new Started(identity, registered.isPresent() && isMarkedRunning(identity));
    }

    private boolean isMarkedRunning(InstanceIdentity identity) {
        try {
            markRunning(identity);
            return true;
        } catch (SQLException e) {
            LOG.warn("instance {} is not recorded as running: {}", identity.number(), e.getMessage());
            return false;
        }
    }

    /**
     * For a start of which the database does not know yet, before {@link #markRunning}: that it knows of none like it.
     *
     * @throws SQLException where the database is out of reach
     * @throws IOException where another directory has the number, or this one is older than the database knows it: in both cases
     *     somebody else may have mined with this number and start counter
     */
    public void requireNew(Path dataDirectory, InstanceIdentity identity) throws SQLException, IOException {
        InstanceFile file = InstanceFile.readOrCreate(dataDirectory);
        int counter = counterOf(file.token(), identity.number(), dataDirectory);
        if (counter >= identity.startCounter()) {
            throw new IOException(dataDirectory + " is an older copy of itself: its instance " + identity.number()
                    + " has been started "
                    + counter + " times, and this is start " + identity.startCounter()
                    + "; stop whoever else runs with this number, and start this one again");
        }
    }

    private int claimNumber(UUID token) throws IOException {
        try {
            return Transactions.<Integer, IOException>call(dataSource, transaction -> {
                lock(transaction);
                Integer number =
                        selectInt(transaction, "SELECT number FROM accounting.instance WHERE token = ?", token);
                if (number == null) {
                    number = lowestFree(transaction);
                    insert(transaction, number, token);
                }
                return number;
            });
        } catch (SQLException e) {
            throw new IOException(
                    "this data directory has no instance number yet, and PostgreSQL gives none: " + e.getMessage(), e);
        }
    }

    private static int lowestFree(Connection transaction) throws SQLException, IOException {
        Integer number = selectInt(transaction, LOWEST_FREE);
        if (number == null) {
            throw new IOException(
                    "all " + NUMBERS + " instance numbers belong to data directories; start in one of them");
        }
        return number;
    }

    private static void insert(Connection transaction, int number, UUID token) throws SQLException {
        String sql =
                "INSERT INTO accounting.instance (number, token, state, start_counter) VALUES (?, ?, 'STOPPED', 0)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.setObject(2, token);
            statement.executeUpdate();
        }
    }

    /** @return empty where the database is not in reach: see {@link #start} */
    private OptionalInt registeredCounter(UUID token, int number, Path dataDirectory) throws IOException {
        try {
            return OptionalInt.of(counterOf(token, number, dataDirectory));
        } catch (SQLException e) {
            LOG.warn("the instance starts from its data directory alone, without its registry: {}", e.getMessage());
            return OptionalInt.empty();
        }
    }

    /**
     * A directory restored from a backup has an old counter; the database knows better. One that the database does not know,
     * because that is itself restored or new, is entered again: else nobody would count its shares, and its number would be given
     * away.
     */
    private int counterOf(UUID token, int number, Path dataDirectory) throws SQLException, IOException {
        Integer known = Transactions.<Integer, IOException>call(dataSource, transaction -> {
            Integer counter =
                    selectInt(transaction, "SELECT start_counter FROM accounting.instance WHERE token = ?", token);
            if (counter == null) {
                enterAgain(transaction, token, number, dataDirectory);
            }
            return counter;
        });
        return known == null ? 0 : known;
    }

    private static void enterAgain(Connection transaction, UUID token, int number, Path dataDirectory)
            throws SQLException, IOException {
        lock(transaction);
        if (selectInt(transaction, "SELECT number FROM accounting.instance WHERE number = ?", number) != null) {
            throw new IOException(
                    "instance number " + number + " of " + dataDirectory
                            + " belongs to another data directory in this database; name the right database, or, where this one is"
                            + " older than the directory, restore a newer copy of it; an empty data directory gets a new number");
        }
        insert(transaction, number, token);
        LOG.warn("event=instance-entered-again number={} reason=\"PostgreSQL did not know it\"", number);
    }

    private static void lock(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(LOCK);
        }
    }

    /** Barriers wait for the instance from now on. {@link #claim} does this where the database is in reach. */
    public void markRunning(InstanceIdentity identity) throws SQLException {
        mark(identity, "RUNNING");
    }

    /** Barriers no longer wait for the instance. Nothing happens where a later start has been recorded. */
    public void markStopped(InstanceIdentity identity) throws SQLException {
        mark(identity, "STOPPED");
    }

    private void mark(InstanceIdentity identity, String state) throws SQLException {
        String sql = "UPDATE accounting.instance SET state = ?, start_counter = ?, changed_at = now()"
                + " WHERE number = ? AND start_counter <= ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, state);
            statement.setInt(2, identity.startCounter());
            statement.setInt(3, identity.number());
            statement.setInt(4, identity.startCounter());
            statement.executeUpdate();
        }
    }

    /** The instances that a barrier waits for, by number. */
    public List<RegisteredInstance> running() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return running(connection);
        }
    }

    /** As {@link #running()}, within a transaction of the caller's. */
    public static List<RegisteredInstance> running(Connection transaction) throws SQLException {
        String sql = "SELECT number, start_counter FROM accounting.instance WHERE state = 'RUNNING' ORDER BY number";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<RegisteredInstance> running = new ArrayList<>();
            while (rows.next()) {
                running.add(new RegisteredInstance(rows.getInt(1), rows.getInt(2)));
            }
            return running;
        }
    }

    /** Whether {@code identity} is recorded as stopped, at that very start, since at most {@code time}. */
    public boolean stoppedWithin(InstanceIdentity identity, Duration time) throws SQLException {
        String sql = "SELECT number FROM accounting.instance WHERE number = ? AND start_counter = ?"
                + " AND state = 'STOPPED' AND changed_at > now() - make_interval(secs => ?)";
        try (Connection connection = dataSource.getConnection()) {
            return selectInt(connection, sql, identity.number(), identity.startCounter(), (double) time.toSeconds())
                    != null;
        }
    }

    /** @return null where there is no row, or no value in it */
    private static Integer selectInt(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? (Integer) row.getObject(1) : null;
            }
        }
    }
}
