package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import neman.accounting.journal.ShareRecord;

/**
 * The numbers of accounts and workers. A new one gets its row in the transaction of its first share, so this object must be
 * thrown away when that transaction fails.
 */
final class Registry {
    private static final int WORKERS_MAX = 200_000;

    /** The intake is the only writer, so nobody inserts between the two statements, and numbers stay without holes. */
    private static final String INSERT_ACCOUNTS = """
        INSERT INTO accounting.account (address)
        SELECT address FROM unnest(?::text[]) WITH ORDINALITY AS named (address, place)
        WHERE NOT EXISTS (SELECT 1 FROM accounting.account known WHERE known.address = named.address)
        ORDER BY place
        """;

    private static final String SELECT_ACCOUNTS =
            "SELECT address, id FROM accounting.account WHERE address = ANY (?::text[])";

    private static final String INSERT_WORKERS = """
        INSERT INTO accounting.worker (account_id, name)
        SELECT account_id, name FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS named (account_id, name, place)
        WHERE NOT EXISTS (SELECT 1 FROM accounting.worker known
          WHERE known.account_id = named.account_id AND known.name = named.name)
        ORDER BY place
        """;

    private static final String SELECT_WORKERS = """
        SELECT w.account_id, w.name, w.id
        FROM unnest(?::bigint[], ?::text[]) AS named (account_id, name)
          JOIN accounting.worker w ON w.account_id = named.account_id AND w.name = named.name
        """;

    record Worker(long accountId, long workerId) {}

    private record Name(String account, String worker) {}

    private record NumberedName(long accountId, String worker) {}

    private final Map<String, Long> accounts = new HashMap<>();
    private final Map<Name, Worker> workers = new HashMap<>();

    /** The numbers of who sent {@code shares}, one for each; those that are new get theirs in the order of the shares. */
    List<Worker> numbersOf(Connection transaction, List<ShareRecord> shares) throws SQLException {
        List<Worker> numbers = known(shares);
        if (!numbers.contains(null)) {
            return numbers;
        }
        if (workers.size() + shares.size() > WORKERS_MAX) {
            workers.clear();
            accounts.clear();
        }
        Set<Name> unknown = unknownOf(shares);
        learnAccounts(transaction, unknown);
        learnWorkers(transaction, unknown);
        return known(shares);
    }

    private List<Worker> known(List<ShareRecord> shares) {
        List<Worker> known = new ArrayList<>(shares.size());
        for (ShareRecord share : shares) {
            known.add(workers.get(new Name(share.account(), share.worker())));
        }
        return known;
    }

    private Set<Name> unknownOf(List<ShareRecord> shares) {
        Set<Name> unknown = new LinkedHashSet<>();
        for (ShareRecord share : shares) {
            Name name = new Name(share.account(), share.worker());
            if (!workers.containsKey(name)) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private void learnAccounts(Connection transaction, Set<Name> names) throws SQLException {
        Object[] unknown = names.stream()
                .map(Name::account)
                .filter(account -> !accounts.containsKey(account))
                .distinct()
                .toArray();
        try (PreparedStatement insert = transaction.prepareStatement(INSERT_ACCOUNTS);
                PreparedStatement select = transaction.prepareStatement(SELECT_ACCOUNTS)) {
            insert.setArray(1, transaction.createArrayOf("text", unknown));
            insert.executeUpdate();
            select.setArray(1, transaction.createArrayOf("text", unknown));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    accounts.put(row.getString(1), row.getLong(2));
                }
            }
        }
    }

    private void learnWorkers(Connection transaction, Set<Name> unknown) throws SQLException {
        Object[] accountIds =
                unknown.stream().map(name -> accounts.get(name.account())).toArray();
        Object[] names = unknown.stream().map(Name::worker).toArray();
        Map<NumberedName, Long> numbers = new HashMap<>();
        try (PreparedStatement insert = transaction.prepareStatement(INSERT_WORKERS);
                PreparedStatement select = transaction.prepareStatement(SELECT_WORKERS)) {
            for (PreparedStatement statement : List.of(insert, select)) {
                statement.setArray(1, transaction.createArrayOf("bigint", accountIds));
                statement.setArray(2, transaction.createArrayOf("text", names));
            }
            insert.executeUpdate();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.put(new NumberedName(row.getLong(1), row.getString(2)), row.getLong(3));
                }
            }
        }
        for (Name name : unknown) {
            long accountId = accounts.get(name.account());
            workers.put(name, new Worker(accountId, numbers.get(new NumberedName(accountId, name.worker()))));
        }
    }
}
