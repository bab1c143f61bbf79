package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import neman.accounting.reward.OlderShares;
import neman.accounting.reward.OlderSharesException;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;

/** Shares of the window that are in the segments and not in memory, one segment at a time. The intake's thread's. */
final class OlderSegments implements OlderShares {
    private static final int ACCOUNTS_MAX = 200_000;

    private final DataSource dataSource;
    private final JobBook jobs;
    private final Map<Long, String> addresses = new HashMap<>();

    OlderSegments(DataSource dataSource, JobBook jobs) {
        this.dataSource = dataSource;
        this.jobs = jobs;
    }

    @Override
    public long read(long sequence, Sink sink) {
        try (Connection connection = dataSource.getConnection()) {
            ShareSegment segment = new SegmentArchive(connection)
                    .segmentAt(sequence)
                    .orElseThrow(() -> new IllegalStateException("no segment holds share " + sequence));
            learnAddresses(connection, segment);
            for (SequencedShare share : segment.shares()) {
                if (share.sequence() >= sequence) {
                    int nbits = jobs.require(share.jobId()).nbits();
                    sink.take(share.sequence(), addresses.get(share.accountId()), share.difficultyUnits(), nbits);
                }
            }
            return segment.lastSequence() + 1;
        } catch (SQLException e) {
            throw new OlderSharesException(e);
        }
    }

    private void learnAddresses(Connection connection, ShareSegment segment) throws SQLException {
        if (addresses.size() > ACCOUNTS_MAX) {
            addresses.clear();
        }
        Object[] unknown = segment.shares().stream()
                .map(SequencedShare::accountId)
                .distinct()
                .filter(id -> !addresses.containsKey(id))
                .toArray();
        if (unknown.length == 0) {
            return;
        }
        String sql = "SELECT id, address FROM accounting.account WHERE id = ANY (?)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("bigint", unknown));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    addresses.put(row.getLong(1), row.getString(2));
                }
            }
        }
    }
}
