package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.segment.SegmentArchive;

/**
 * Drops the bytes of segments that no window reaches any more, neither now nor as far back as {@value #BLOCKS_KEPT} blocks of
 * the chain: until then a block may be orphaned or a round recomputed. Their digests stay.
 *
 * <p>The window is the longest of all policies that the pool ever had: rounds of an earlier one may be recomputed too, and the
 * pool can go back to it.
 */
final class SegmentRetention {
    static final int BLOCKS_KEPT = 200;

    private static final int SEGMENTS_AT_ONCE = 100;
    private static final String DROP = """
            UPDATE accounting.segment SET bytes = NULL WHERE first_sequence IN (
              SELECT first_sequence FROM accounting.segment WHERE bytes IS NOT NULL AND last_sequence < ?
              ORDER BY first_sequence LIMIT ?)
            """;
    /** Of the newest segment that is older than the blocks kept. */
    private static final String LAST_OLD = """
            SELECT max(last_sequence) FROM accounting.segment
            WHERE first_sequence < (SELECT min(first_sequence) FROM accounting.segment
              WHERE height > (SELECT max(height) FROM accounting.segment) - ?)
            """;

    private final List<RewardPolicy> policies;

    /** @param policies at least one */
    SegmentRetention(Collection<RewardPolicy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Drops some, the oldest first; returns whether there may be more. */
    boolean dropOldest(Connection transaction) throws SQLException {
        OptionalLong lastOld = lastOld(transaction);
        if (lastOld.isEmpty()) {
            return false;
        }
        try (PreparedStatement drop = transaction.prepareStatement(DROP)) {
            drop.setLong(1, firstNeeded(transaction, lastOld.getAsLong()));
            drop.setInt(2, SEGMENTS_AT_ONCE);
            return drop.executeUpdate() == SEGMENTS_AT_ONCE;
        }
    }

    private long firstNeeded(Connection transaction, long last) throws SQLException {
        WindowRebuild windows = new WindowRebuild(transaction, new SegmentArchive(transaction));
        long first = last + 1;
        for (RewardPolicy policy : policies) {
            first = Math.min(first, windows.firstNeeded(policy, last));
        }
        return first;
    }

    private static OptionalLong lastOld(Connection transaction) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(LAST_OLD)) {
            select.setInt(1, BLOCKS_KEPT);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long last = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
            }
        }
    }
}
