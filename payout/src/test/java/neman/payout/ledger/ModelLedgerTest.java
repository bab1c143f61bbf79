package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import neman.payout.TestDatabase;
import neman.payout.ledger.ModelLedger.Draft;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories, good and bad, given to PostgreSQL and to {@link ModelLedger}: both answer alike, keep the same balances, and
 * the hash chain is what the format says, computed here from the auditor's views.
 */
class ModelLedgerTest {
    private static final int TRANSACTIONS = 250;
    private static final List<String> CODES = List.of(
            "asset:hot",
            "asset:coinbase-immature",
            "asset:payout-in-flight",
            "equity:pplns-continuity",
            "equity:reorg-loss",
            "income:pool-fee",
            "suspense:reconcile",
            "liability:miner:alice:pending",
            "liability:miner:alice:available",
            "liability:miner:alice:held",
            "liability:miner:bob:available",
            "liability:miner:bob:in-payout");

    private final Map<String, Integer> seen = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersAndBalancesAreTheModels(long seed) throws Exception {
        try (HikariDataSource database = TestDatabase.migrated()) {
            ModelLedger model = new ModelLedger();
            Random random = new Random(seed);
            for (int i = 0; i < TRANSACTIONS; i++) {
                model = transaction(database, model, random);
            }
            assertEquals(new TreeMap<>(model.balances()), balances(database));
            assertNull(TestDatabase.single(database, "SELECT code FROM ledger.wrong_balances()"));
            assertEquals(model.size(), checkedChain(database));
            for (String answer : List.of("new", "old", "NL001", "NL002", "NL003", "NL005", "23505", "23514")) {
                assertTrue(seen.containsKey(answer), answer + " never came in " + seen);
            }
        }
    }

    /** One to three journals; all of them stand, or none. */
    private ModelLedger transaction(HikariDataSource database, ModelLedger before, Random random) throws SQLException {
        ModelLedger after = before.copy();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i <= random.nextInt(3); i++) {
                Draft draft = draft(after, random);
                String expected = after.append(draft);
                String answer = append(connection, draft);
                assertEquals(expected, answer, draft.toString());
                count(expected);
                if (!answer.contains(" ")) {
                    connection.rollback();
                    return before;
                }
            }
            String expected = after.isBalanced() ? "committed" : "NL003";
            assertEquals(expected, commit(connection));
            count(expected);
            return after.isBalanced() ? after : before;
        }
    }

    private void count(String answer) {
        seen.merge(answer.substring(answer.indexOf(' ') + 1), 1, Integer::sum);
    }

    private static Draft draft(ModelLedger model, Random random) {
        if (model.size() > 0 && random.nextInt(8) == 0) {
            Draft old = model.journal(1 + random.nextInt(model.size()));
            return random.nextBoolean()
                    ? old
                    : new Draft(old.key(), old.reverses(), "{\"other\":1}", old.codes(), old.amounts());
        }
        List<String> codes = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        for (int line = 0; line < 1 + random.nextInt(4); line++) {
            codes.add(CODES.get(random.nextInt(CODES.size())));
            amounts.add(random.nextInt(20) == 0 ? 0L : random.nextLong(-1_000, 1_001));
        }
        if (Set.copyOf(codes).size() < codes.size()) {
            amounts.replaceAll(
                    sats -> sats == 0 ? 7L : sats); // which of two faults is found first is PostgreSQL's to choose
        }
        if (random.nextInt(30) == 0) {
            codes.set(0, "asset:gold");
        }
        long sum = amounts.stream().mapToLong(Long::longValue).sum();
        if (sum != 0 && random.nextInt(10) > 0) {
            codes.add("equity:owner");
            amounts.add(-sum);
        }
        long reverses = random.nextInt(5) == 0 ? 1 + random.nextInt(model.size() + 2) : 0;
        return new Draft("k" + random.nextInt(100_000), reverses, "{}", codes, amounts);
    }

    private static String append(Connection connection, Draft draft) throws SQLException {
        String sql = "SELECT journal_id, appended FROM ledger.append(?, 'test', now(), 'model', 1, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, draft.key());
            if (draft.reverses() > 0) {
                statement.setLong(2, draft.reverses());
            } else {
                statement.setNull(2, Types.BIGINT);
            }
            statement.setString(3, draft.evidence());
            statement.setArray(4, connection.createArrayOf("text", draft.codes().toArray()));
            statement.setArray(
                    5, connection.createArrayOf("bigint", draft.amounts().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) + (row.getBoolean(2) ? " new" : " old");
            }
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static String commit(Connection connection) {
        try {
            connection.commit();
            return "committed";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static Map<String, Long> balances(HikariDataSource database) throws SQLException {
        Map<String, Long> balances = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT code, amount_sat FROM ledger.audit_balance WHERE amount_sat <> 0")) {
            while (rows.next()) {
                balances.put(rows.getString(1), rows.getLong(2));
            }
        }
        return balances;
    }

    /** How many journals the chain has; each leaf is RFC 6962's hash of the lines that V1__ledger.sql names. */
    private static int checkedChain(HikariDataSource database) throws Exception {
        String sql = "SELECT id, concat_ws(E'\\n', 'neman journal v1', id, idempotency_key, kind,"
                + " to_char(event_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
                + " to_char(recorded_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), actor, policy_version,"
                + " coalesce(reverses::text, '-'), '') AS head, evidence, line_count, leaf_hash,"
                + " (SELECT string_agg(line || ' ' || code || ' ' || amount_sat || E'\\n', '' ORDER BY line)"
                + " FROM ledger.audit_entry e WHERE e.journal_id = j.id) AS lines FROM ledger.audit_journal j ORDER BY id";
        byte[] previous = new byte[32];
        int number = 0;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                assertEquals(++number, rows.getInt(1));
                String text = rows.getString(2) + hex(sha256(new byte[0], rows.getString(3))) + "\n" + rows.getInt(4)
                        + "\n" + hex(previous) + "\n" + rows.getString(6);
                previous = sha256(new byte[1], text);
                assertEquals(hex(previous), hex(rows.getBytes(5)));
            }
        }
        return number;
    }

    private static byte[] sha256(byte[] prefix, String text) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(prefix);
        return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
