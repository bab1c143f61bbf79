package neman.accounting.round;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.reward.RewardScheme;
import neman.accounting.reward.RewardTerms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The terms in PostgreSQL: read by everyone, added to by the accountant alone when it takes over. */
public final class RewardTermsStore {
    private static final Logger LOG = LoggerFactory.getLogger(RewardTermsStore.class);

    private static final String INSERT = "INSERT INTO accounting.reward_terms"
            + " (version, first_sequence, scheme, window_size, policy_version, fee_basis_points) VALUES (?, ?, ?, ?, ?, ?)";

    private RewardTermsStore() {}

    /**
     * The terms from now on: the newest where they say {@code rule}, else new ones.
     *
     * @param transaction the leader's, checked: nobody else numbers shares meanwhile
     * @param nextSequence of the next share or block
     */
    public static RewardTerms takeUp(Connection transaction, RewardRule rule, long nextSequence) throws SQLException {
        List<RewardTerms> before = all(transaction);
        Optional<RewardTerms> newest = before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
        if (newest.isPresent() && newest.get().rule().equals(rule)) {
            return newest.get();
        }
        int version = newest.map(RewardTerms::version).orElse(0) + 1;
        RewardTerms terms = new RewardTerms(version, nextSequence, rule);
        insert(transaction, terms);
        LOG.info(
                "event=reward-terms version={} first-sequence={} scheme={} window={} fee-basis-points={}",
                version,
                nextSequence,
                rule.policy().scheme(),
                rule.policy().window().toPlainString(),
                rule.feeBasisPoints());
        return terms;
    }

    private static void insert(Connection transaction, RewardTerms terms) throws SQLException {
        RewardPolicy policy = terms.rule().policy();
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            insert.setInt(1, terms.version());
            insert.setLong(2, terms.firstSequence());
            insert.setString(3, policy.scheme().name());
            insert.setBigDecimal(4, policy.window());
            insert.setInt(5, policy.version());
            insert.setInt(6, terms.rule().feeBasisPoints());
            insert.executeUpdate();
        }
    }

    /** In the order of their versions; none where no accountant has started yet. */
    public static List<RewardTerms> all(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT * FROM accounting.reward_terms ORDER BY version");
                ResultSet row = select.executeQuery()) {
            List<RewardTerms> all = new ArrayList<>();
            while (row.next()) {
                all.add(read(row));
            }
            return all;
        }
    }

    static Optional<RewardTerms> byVersion(Connection connection, int version) throws SQLException {
        String sql = "SELECT * FROM accounting.reward_terms WHERE version = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, version);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static RewardTerms read(ResultSet row) throws SQLException {
        RewardPolicy policy = new RewardPolicy(
                RewardScheme.valueOf(row.getString("scheme")),
                row.getBigDecimal("window_size"),
                row.getInt("policy_version"));
        return new RewardTerms(
                row.getInt("version"),
                row.getLong("first_sequence"),
                new RewardRule(policy, row.getInt("fee_basis_points")));
    }
}
