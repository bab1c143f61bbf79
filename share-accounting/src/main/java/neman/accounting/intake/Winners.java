package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.bitcoin.Hash256;

/** Winning shares that have not come with a number of their own yet; hardly ever more than one. The intake's thread's. */
final class Winners {
    /** All that the header is made from. */
    private record Solution(long jobId, int extranonce1, long extranonce2, int timeSeconds, int nonce, int version) {
        static Solution of(ShareRecord share) {
            return new Solution(
                    share.jobId(),
                    share.extranonce1(),
                    share.extranonce2(),
                    share.timeSeconds(),
                    share.nonce(),
                    share.version());
        }

        static Solution of(SequencedShare share) {
            return new Solution(
                    share.jobId(),
                    share.extranonce1(),
                    share.extranonce2(),
                    share.timeSeconds(),
                    share.nonce(),
                    share.version());
        }
    }

    private final Map<Solution, Hash256> expected = new HashMap<>();

    static Winners load(Connection connection, SegmentArchive archive) throws SQLException {
        List<Long> blocks = new ArrayList<>();
        String sql = "SELECT sequence FROM accounting.sequenced_block WHERE winner_sequence IS NULL";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                blocks.add(row.getLong(1));
            }
        }
        Winners winners = new Winners();
        for (long sequence : blocks) {
            Optional<SequencedBlock> block = archive.segmentAt(sequence).flatMap(segment -> segment.block());
            block.ifPresent(found -> winners.expected.put(Solution.of(found.solution()), found.blockHash()));
        }
        return winners;
    }

    /** The block has got its number. */
    void expect(BlockRecord block) {
        if (block.solution().difficultyUnits() > 0) {
            expected.put(Solution.of(block.solution()), block.blockHash());
        }
    }

    /** The block that {@code share} found, once. */
    Optional<Hash256> take(ShareRecord share) {
        return expected.isEmpty() ? Optional.empty() : Optional.ofNullable(expected.remove(Solution.of(share)));
    }
}
