package neman.accounting.round;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import neman.accounting.reward.EdgeFraction;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardScheme;
import neman.accounting.reward.RewardTerms;
import neman.bitcoin.Hash256;

/**
 * Reads rounds. Each is checked against its window's digest on the way; one that was altered is an
 * {@link IllegalArgumentException}.
 */
public final class RoundStore {
    /** More are not read at once, whatever is asked for: a round may have thousands of accounts. */
    public static final int MAX_ROUNDS = 1_000;

    private static final String SELECT = "SELECT * FROM accounting.round WHERE ";

    private final DataSource dataSource;

    public RoundStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @param blockSequence of the last round seen, 0 for the beginning
     * @return the rounds behind it in ascending order, at most {@code limit}
     */
    public List<Round> roundsAfter(long blockSequence, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String condition = "block_sequence > ? ORDER BY block_sequence LIMIT " + Math.min(limit, MAX_ROUNDS);
            return select(connection, condition, blockSequence);
        }
    }

    public Optional<Round> byBlock(Hash256 blockHash) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return select(connection, "block_hash = ?", blockHash.toHeaderOrder()).stream()
                    .findFirst();
        }
    }

    private static List<Round> select(Connection connection, String condition, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + condition)) {
            statement.setObject(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                List<Round> rounds = new ArrayList<>();
                while (row.next()) {
                    rounds.add(round(connection, row));
                }
                return rounds;
            }
        }
    }

    private static Round round(Connection connection, ResultSet row) throws SQLException {
        FoundBlock block = block(row);
        RewardPolicy policy = new RewardPolicy(
                RewardScheme.valueOf(row.getString("scheme")),
                row.getBigDecimal("window_size"),
                row.getInt("policy_version"));
        FrozenWindow window = new FrozenWindow(
                row.getLong("first_sequence"),
                row.getLong("last_sequence"),
                new EdgeFraction(integer(row, "edge_numerator"), integer(row, "edge_denominator")),
                integer(row, "capacity"),
                work(connection, block.sequence()),
                row.getString("window_digest"));
        return new Round(block, window, policy, terms(connection, row));
    }

    private static Optional<RewardTerms> terms(Connection connection, ResultSet row) throws SQLException {
        Integer version = (Integer) row.getObject("terms_version");
        return version == null ? Optional.empty() : RewardTermsStore.byVersion(connection, version);
    }

    private static FoundBlock block(ResultSet row) throws SQLException {
        Integer[] absent = (Integer[]) row.getArray("absent_instances").getArray();
        return new FoundBlock(
                Hash256.ofHeaderOrder(row.getBytes("block_hash")),
                row.getInt("height"),
                row.getLong("block_sequence"),
                row.getString("finder_account"),
                row.getString("finder_worker"),
                row.getBoolean("credited"),
                row.getLong("coinbase_value_sats"),
                List.of(absent),
                row.getObject("found_at", OffsetDateTime.class).toInstant());
    }

    private static SortedMap<String, BigInteger> work(Connection connection, long blockSequence) throws SQLException {
        String sql = "SELECT account, work FROM accounting.round_share WHERE block_sequence = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, blockSequence);
            try (ResultSet row = statement.executeQuery()) {
                SortedMap<String, BigInteger> work = new TreeMap<>();
                while (row.next()) {
                    work.put(row.getString("account"), integer(row, "work"));
                }
                return work;
            }
        }
    }

    private static BigInteger integer(ResultSet row, String column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value.toBigIntegerExact();
    }
}
