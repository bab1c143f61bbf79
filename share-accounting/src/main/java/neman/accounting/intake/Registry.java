package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of accounts and workers. A new one gets its row in the transaction of its first share, so this object must be
 * thrown away when that transaction fails.
 */
final class Registry {
    private static final int WORKERS_MAX = 200_000;

    record Worker(long accountId, long workerId) {}

    private record Name(String account, String worker) {}

    private final Map<String, Long> accounts = new HashMap<>();
    private final Map<Name, Worker> workers = new HashMap<>();

    Worker worker(Connection transaction, String account, String worker) throws SQLException {
        Name name = new Name(account, worker);
        Worker known = workers.get(name);
        if (known != null) {
            return known;
        }
        if (workers.size() >= WORKERS_MAX) {
            workers.clear();
            accounts.clear();
        }
        long accountId = account(transaction, account);
        Worker found = new Worker(accountId, workerId(transaction, accountId, worker));
        workers.put(name, found);
        return found;
    }

    private long account(Connection transaction, String address) throws SQLException {
        Long known = accounts.get(address);
        if (known != null) {
            return known;
        }
        long id = findOrInsert(
                transaction,
                "SELECT id FROM accounting.account WHERE address = ?",
                "INSERT INTO accounting.account (address) VALUES (?) RETURNING id",
                address);
        accounts.put(address, id);
        return id;
    }

    private static long workerId(Connection transaction, long accountId, String name) throws SQLException {
        return findOrInsert(
                transaction,
                "SELECT id FROM accounting.worker WHERE account_id = ? AND name = ?",
                "INSERT INTO accounting.worker (account_id, name) VALUES (?, ?) RETURNING id",
                accountId,
                name);
    }

    /** The intake is the only writer, so nobody inserts between the two. */
    private static long findOrInsert(Connection transaction, String select, String insert, Object... key)
            throws SQLException {
        Long found = firstLong(transaction, select, key);
        return found != null ? found : firstLong(transaction, insert, key);
    }

    private static Long firstLong(Connection transaction, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }
}
