package neman.accounting.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardWindow;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedShare;

/** Fills a window from the segments, from where it begins on, share by share. */
final class WindowRebuild {
    private final Connection connection;
    private final SegmentArchive archive;

    WindowRebuild(Connection connection, SegmentArchive archive) {
        this.connection = connection;
        this.archive = archive;
    }

    RewardWindow rebuild(RewardPolicy policy) throws SQLException {
        RewardWindow window = policy.newWindow();
        long first = firstNeeded(policy, archive.lastSequence());
        Set<Long> winners = IntakeCursors.winnersFrom(connection, first);
        archive.forEachFrom(first, segment -> {
            for (SequencedShare share : segment.shares()) {
                add(window, share, winners.contains(share.sequence()));
            }
        });
        return window;
    }

    private void add(RewardWindow window, SequencedShare share, boolean isWinner) throws SQLException {
        String account = archive.address(share.accountId());
        int nbits = archive.job(share.jobId()).nbits();
        if (isWinner) {
            window.addWinner(share.sequence(), account, share.difficultyUnits(), nbits);
        } else {
            window.add(share.sequence(), account, share.difficultyUnits(), nbits);
        }
    }

    /** The first number of a segment that the window of a block behind {@code last} needs. */
    long firstNeeded(RewardPolicy policy, long last) throws SQLException {
        return switch (policy.scheme()) {
            case PPLNS -> archive.reachBack(last, policy.capacity());
            case PROP -> IntakeCursors.lastBlock(connection, last) + 1;
            case SOLO -> last + 1;
        };
    }
}
