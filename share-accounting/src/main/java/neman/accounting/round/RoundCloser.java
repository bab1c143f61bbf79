package neman.accounting.round;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardTerms;

/** Freezes the window at a block and records the round, in the transaction that sequences the block. */
public final class RoundCloser {
    private static final int BATCH_ROWS = 1_000;

    private static final String INSERT_ROUND = """
        INSERT INTO accounting.round (block_sequence, block_hash, height, finder_account, finder_worker, credited,
            coinbase_value_sats, absent_instances, found_at, scheme, window_size, policy_version, first_sequence,
            last_sequence, edge_numerator, edge_denominator, capacity, window_digest, terms_version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (block_hash) DO NOTHING
        """;

    private final RewardPolicy policy;
    private final Optional<RewardTerms> terms;

    public RoundCloser(RewardTerms terms) {
        this(terms.rule().policy(), Optional.of(terms));
    }

    /** Without recorded terms: the fee of its rounds is the payout side's own. */
    public RoundCloser(RewardPolicy policy) {
        this(policy, Optional.empty());
    }

    private RoundCloser(RewardPolicy policy, Optional<RewardTerms> terms) {
        this.policy = policy;
        this.terms = terms;
    }

    /**
     * @param window holds all shares before the block and none behind it; it is left as it is
     * @return empty where this block has its round already: it was reported twice
     */
    public Optional<Round> close(Connection transaction, FoundBlock block, PplnsWindow window) throws SQLException {
        return close(transaction, block, window.freeze(block.sequence()));
    }

    /** As the other, under any scheme. */
    public Optional<Round> close(Connection transaction, FoundBlock block, FrozenWindow window) throws SQLException {
        Round round = new Round(block, window, policy, terms);
        if (!insertRound(transaction, round)) {
            return Optional.empty();
        }
        insertShares(transaction, round);
        return Optional.of(round);
    }

    private static boolean insertRound(Connection transaction, Round round) throws SQLException {
        FoundBlock block = round.block();
        Array absent =
                transaction.createArrayOf("integer", block.absentInstances().toArray());
        Object[] values = {
            block.sequence(),
            block.hash().toHeaderOrder(),
            block.height(),
            block.finderAccount(),
            block.finderWorker(),
            block.credited(),
            block.coinbaseValueSats(),
            absent,
            block.foundAt().atOffset(ZoneOffset.UTC),
            round.policy().scheme().name(),
            round.policy().window(),
            round.policy().version(),
            round.window().firstSequence(),
            round.window().lastSequence(),
            new BigDecimal(round.window().edge().numerator()),
            new BigDecimal(round.window().edge().denominator()),
            new BigDecimal(round.window().capacity()),
            round.window().digest(),
            round.terms().map(RewardTerms::version).orElse(null)
        };
        try (PreparedStatement statement = transaction.prepareStatement(INSERT_ROUND)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate() == 1;
        }
    }

    private static void insertShares(Connection transaction, Round round) throws SQLException {
        String sql = "INSERT INTO accounting.round_share (block_sequence, account, work) VALUES (?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            int rows = 0;
            for (Map.Entry<String, BigInteger> share : round.window().work().entrySet()) {
                statement.setLong(1, round.block().sequence());
                statement.setString(2, share.getKey());
                statement.setBigDecimal(3, new BigDecimal(share.getValue()));
                statement.addBatch();
                if (++rows % BATCH_ROWS == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
