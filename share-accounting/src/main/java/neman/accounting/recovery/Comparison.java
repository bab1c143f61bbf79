package neman.accounting.recovery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SegmentReader;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;

/**
 * Takes out of an export what is counted, what still comes by itself, and what is too old to say.
 *
 * <p>An instance's journal before its cursor will never be read again. What stands behind it will be, as far as it is on the
 * instance's disk: so only what is before it may be put back, and of that what no segment holds.
 */
final class Comparison {
    private static final int SEGMENTS_AT_ONCE = 16;

    private final Connection connection;
    private final LostShares lost;
    private int counted;
    private int notYet;
    private int tooOld;

    Comparison(Connection connection, LostShares lost) {
        this.connection = connection;
        this.lost = lost;
    }

    /** Reads the cursors first: what is before them is in the segments or will never be. */
    void removeAllButLost() throws SQLException {
        Map<Integer, JournalPosition> cursors = cursors(connection);
        int shares = lost.shares.size();
        lost.shares.values().removeIf(share -> !isBehind(cursors, share.record(), share.position()));
        notYet += shares - lost.shares.size();
        int blocks = lost.blocks.size();
        lost.blocks.removeIf(block -> !isBehind(cursors, block.record().solution(), block.position()));
        notYet += blocks - lost.blocks.size();
        removeTooOld();
        removeCountedShares();
        removeCountedBlocks();
    }

    /** Shares and blocks that are in the segments. */
    int counted() {
        return counted;
    }

    /** That the accountant has not come to yet. */
    int notYet() {
        return notYet;
    }

    /** Whose segments' bytes retention has dropped, so that nobody can say. */
    int tooOld() {
        return tooOld;
    }

    /** @throws IllegalArgumentException where a job is another than the pool's of that number */
    void requireTheSameJobs() throws SQLException {
        SegmentArchive archive = new SegmentArchive(connection);
        for (JobRecord job : lost.jobs.values()) {
            Optional<JobRecord> known = archive.findJob(job.jobId());
            if (known.isPresent() && !LostShares.isSame(known.get(), job)) {
                throw new IllegalArgumentException("job " + Long.toHexString(job.jobId())
                        + " is another one in this pool; is this another pool's export?");
            }
        }
    }

    static Map<Integer, JournalPosition> cursors(Connection connection) throws SQLException {
        Map<Integer, JournalPosition> cursors = new HashMap<>();
        String sql = "SELECT instance, journal, journal_offset FROM accounting.intake_cursor";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                cursors.put(row.getInt(1), new JournalPosition(row.getLong(2), row.getLong(3)));
            }
        }
        return cursors;
    }

    private static boolean isBehind(
            Map<Integer, JournalPosition> cursors, ShareRecord share, JournalPosition position) {
        JournalPosition cursor = cursors.get(LostShares.instanceOf(share));
        return cursor != null && position.compareTo(cursor) < 0;
    }

    /** A share's segment has a height of at least its job's. */
    private void removeTooOld() throws SQLException {
        String sql = "SELECT coalesce(max(height), -1) FROM accounting.segment WHERE bytes IS NULL";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            int dropped = row.getInt(1);
            int before = lost.shares.size();
            lost.shares.values().removeIf(share -> heightOf(share.record()) <= dropped);
            tooOld += before - lost.shares.size();
        }
    }

    private int heightOf(ShareRecord share) {
        return lost.jobs.get(share.jobId()).height();
    }

    private void removeCountedShares() throws SQLException {
        String sql = "SELECT bytes FROM accounting.segment WHERE bytes IS NOT NULL AND (height IS NULL OR height >= ?)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(SEGMENTS_AT_ONCE);
            select.setInt(1, lost.lowestHeight());
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && !lost.shares.isEmpty()) {
                    removeSharesOf(SegmentReader.read(row.getBytes(1)));
                }
            }
        }
    }

    private void removeSharesOf(ShareSegment segment) {
        if (segment.jobs().stream().noneMatch(job -> lost.jobs.containsKey(job.jobId()))) {
            return;
        }
        for (SequencedShare share : segment.shares()) {
            if (lost.shares.remove(LostShares.Header.of(share)) != null) {
                counted++;
            }
        }
    }

    private void removeCountedBlocks() throws SQLException {
        String sql = "SELECT 1 FROM accounting.sequenced_block WHERE block_hash = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (LostShares.Block block : List.copyOf(lost.blocks)) {
                select.setBytes(1, block.record().blockHash().toHeaderOrder());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        lost.blocks.remove(block);
                        counted++;
                    }
                }
            }
        }
    }
}
