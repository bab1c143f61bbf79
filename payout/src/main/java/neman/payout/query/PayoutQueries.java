package neman.payout.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import javax.sql.DataSource;
import neman.bitcoin.Hash256;
import neman.payout.payment.PayoutState;

/** Answers of the books for people and programs that look on. Each call is one statement, so its numbers fit together. */
public final class PayoutQueries {
    /** The most items of one page. */
    public static final int MAX_LIMIT = 500;

    private static final String CONFIRMATIONS =
            "greatest(0, coalesce((SELECT height FROM ledger.chain_tip), 0) - %s + 1)";

    private final DataSource database;

    public PayoutQueries(DataSource database) {
        this.database = database;
    }

    /**
     * The pool's blocks, the last found first.
     *
     * @param limit 1 … {@link #MAX_LIMIT}
     * @param cursor {@link Page#next} of the page before, empty for the first
     */
    public Page<BlockView> blocks(int limit, OptionalLong cursor) throws SQLException {
        String sql = "SELECT block_hash, height, state, reward_sats, fee_sats, continuity_sats, finder_account,"
                + " finder_worker, found_at, block_sequence, "
                + String.format(CONFIRMATIONS, "height")
                + " FROM ledger.block WHERE block_sequence < ? ORDER BY block_sequence DESC LIMIT ?";
        return page(sql, limit, cursor, 10, PayoutQueries::blockView);
    }

    /** Payout batches, the newest first; arguments as for {@link #blocks}. */
    public Page<PayoutView> payouts(int limit, OptionalLong cursor) throws SQLException {
        String sql = "SELECT id, state, txid, total_sats, fee_sats, output_count, created_at, stopped, block_height, "
                + String.format(CONFIRMATIONS, "block_height")
                + " FROM ledger.payout_batch WHERE id < ? ORDER BY id DESC LIMIT ?";
        return page(sql, limit, cursor, 1, PayoutQueries::payoutView);
    }

    /** One account's payouts, the newest first; arguments as for {@link #blocks}. */
    public Page<MinerPayoutView> minerPayouts(String account, int limit, OptionalLong cursor) throws SQLException {
        String sql = "SELECT b.id, b.state, b.txid, i.sats, b.created_at, b.block_height, "
                + String.format(CONFIRMATIONS, "b.block_height")
                + " FROM ledger.payout_item i JOIN ledger.payout_batch b ON b.id = i.batch_id"
                + " WHERE i.account = ? AND b.id < ? ORDER BY b.id DESC LIMIT ?";
        return page(sql, limit, cursor, 1, PayoutQueries::minerPayoutView, account);
    }

    /** @param account canonical address text; one that was never credited has zeros everywhere */
    public MinerBalance minerBalance(String account) throws SQLException {
        String sql = "SELECT split_part(a.code, ':', 4), -b.amount_sat FROM ledger.account a"
                + " JOIN ledger.balance b ON b.account_id = a.id WHERE a.code = ANY(?)"
                + " UNION ALL SELECT 'paid', coalesce(sum(i.sats), 0)::bigint FROM ledger.payout_item i"
                + " JOIN ledger.payout_batch p ON p.id = i.batch_id WHERE i.account = ? AND p.state = 'SETTLED'";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", minerCodes(account)));
            statement.setString(2, account);
            Map<String, Long> sats = sums(statement);
            return new MinerBalance(
                    account,
                    sats.getOrDefault("pending", 0L),
                    sats.getOrDefault("available", 0L),
                    sats.getOrDefault("held", 0L),
                    sats.getOrDefault("in-payout", 0L),
                    sats.getOrDefault("paid", 0L));
        }
    }

    /** The pool's own totals. */
    public PoolTotals totals() throws SQLException {
        String sql = "SELECT regexp_replace(a.code, '^liability:miner:[^:]+:', 'miners:') AS code,"
                + " sum(b.amount_sat)::bigint FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id GROUP BY 1"
                + " UNION ALL SELECT 'paid', coalesce(sum(total_sats), 0)::bigint FROM ledger.payout_batch"
                + " WHERE state = 'SETTLED'"
                + " UNION ALL SELECT 'mined', coalesce(sum(reward_sats), 0)::bigint FROM ledger.block"
                + " WHERE state IN ('PENDING', 'AVAILABLE')";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return totals(sums(statement));
        }
    }

    private static PoolTotals totals(Map<String, Long> debits) {
        return new PoolTotals(
                debits.get("mined"),
                debits.get("paid"),
                -debits.getOrDefault("miners:pending", 0L),
                -debits.getOrDefault("miners:available", 0L),
                -debits.getOrDefault("miners:held", 0L),
                -debits.getOrDefault("miners:in-payout", 0L),
                -debits.getOrDefault("equity:pplns-continuity", 0L),
                -debits.getOrDefault("income:pool-fee", 0L),
                debits.getOrDefault("expense:network-fee", 0L),
                debits.getOrDefault("asset:coinbase-immature", 0L),
                debits.getOrDefault("asset:hot", 0L),
                debits.getOrDefault("asset:payout-in-flight", 0L),
                debits.getOrDefault("equity:reorg-loss", 0L));
    }

    /** Adds up the entries themselves, not the derived balances. */
    public TrialBalance trialBalance() throws SQLException {
        String sql = "SELECT regexp_replace(a.code, '^liability:miner:[^:]+:', 'liability:miner:*:') AS code, a.kind,"
                + " sum(e.amount_sat)::bigint FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id"
                + " GROUP BY 1, 2 ORDER BY 1";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<TrialBalance.Line> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(new TrialBalance.Line(rows.getString(1), rows.getString(2), rows.getLong(3)));
            }
            long sum = lines.stream().mapToLong(TrialBalance.Line::balanceSats).sum();
            return new TrialBalance(List.copyOf(lines), sum);
        }
    }

    /** What is open now, the newest first, at most {@link #MAX_LIMIT}. */
    public List<AlarmView> openAlarms() throws SQLException {
        String sql = "SELECT code, subject, severity, message, remedy, raised_at, last_seen_at FROM ledger.alarm"
                + " WHERE cleared_at IS NULL ORDER BY id DESC LIMIT " + MAX_LIMIT;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<AlarmView> alarms = new ArrayList<>();
            while (rows.next()) {
                alarms.add(new AlarmView(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getObject(6, OffsetDateTime.class).toInstant(),
                        rows.getObject(7, OffsetDateTime.class).toInstant()));
            }
            return List.copyOf(alarms);
        }
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Reads one row more than asked for: whether there is a next page. */
    private <T> Page<T> page(
            String sql, int limit, OptionalLong cursor, int cursorColumn, RowReader<T> reader, String... leading)
            throws SQLException {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a page has 1 to " + MAX_LIMIT + " items, not " + limit);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (String text : leading) {
                statement.setString(parameter++, text);
            }
            statement.setLong(parameter++, cursor.orElse(Long.MAX_VALUE));
            statement.setInt(parameter, limit + 1);
            return readPage(statement, limit, cursorColumn, reader);
        }
    }

    private static <T> Page<T> readPage(PreparedStatement statement, int limit, int cursorColumn, RowReader<T> reader)
            throws SQLException {
        List<T> items = new ArrayList<>();
        long last = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (items.size() == limit) {
                    return new Page<>(List.copyOf(items), OptionalLong.of(last));
                }
                items.add(reader.read(rows));
                last = rows.getLong(cursorColumn);
            }
        }
        return new Page<>(List.copyOf(items), OptionalLong.empty());
    }

    private static BlockView blockView(ResultSet row) throws SQLException {
        BlockView.State state =
                switch (row.getString(3)) {
                    case "AVAILABLE" -> BlockView.State.CONFIRMED;
                    case "ORPHANED" -> BlockView.State.ORPHANED;
                    case "REJECTED" -> BlockView.State.REJECTED;
                    default -> BlockView.State.PENDING;
                };
        boolean inChain = row.getString(3).equals("PENDING") || state == BlockView.State.CONFIRMED;
        return new BlockView(
                Hash256.parse(row.getString(1)),
                row.getInt(2),
                state,
                inChain ? row.getInt(11) : 0,
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getString(7),
                row.getString(8),
                row.getObject(9, OffsetDateTime.class).toInstant());
    }

    private static PayoutView payoutView(ResultSet row) throws SQLException {
        return new PayoutView(
                row.getLong(1),
                PayoutState.valueOf(row.getString(2)),
                Optional.ofNullable(row.getString(3)).map(Hash256::parse),
                row.getLong(4),
                row.getLong(5),
                row.getInt(6),
                row.getObject(9) == null ? 0 : row.getInt(10),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString(8)));
    }

    private static MinerPayoutView minerPayoutView(ResultSet row) throws SQLException {
        return new MinerPayoutView(
                row.getLong(1),
                PayoutState.valueOf(row.getString(2)),
                Optional.ofNullable(row.getString(3)).map(Hash256::parse),
                row.getLong(4),
                row.getObject(6) == null ? 0 : row.getInt(7),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    private static String[] minerCodes(String account) {
        String prefix = "liability:miner:" + account + ":";
        return new String[] {prefix + "pending", prefix + "available", prefix + "held", prefix + "in-payout"};
    }

    private static Map<String, Long> sums(PreparedStatement statement) throws SQLException {
        Map<String, Long> sums = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                sums.put(rows.getString(1), rows.getLong(2));
            }
        }
        return sums;
    }
}
