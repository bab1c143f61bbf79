package neman.accounting.intake;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.accounting.reward.OlderShares;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardScheme;
import neman.accounting.reward.RewardWindow;
import neman.accounting.reward.ShareWork;
import neman.accounting.reward.WindowCheckpoint;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedShare;

/** Fills a window from the segments, share by share: from where it begins on, or from its newest checkpoint. */
final class WindowRebuild {
    private final Connection connection;
    private final SegmentArchive archive;
    private long checkpointSequence;

    WindowRebuild(Connection connection, SegmentArchive archive) {
        this.connection = connection;
        this.archive = archive;
    }

    /**
     * As if there were no checkpoints.
     *
     * @param older for the shares of a window of more than {@code inMemoryMost}, which are counted now and read again later
     */
    RewardWindow rebuildWhole(RewardPolicy policy, OlderShares older, long inMemoryMost) throws SQLException {
        long last = archive.lastSequence();
        long first = firstNeeded(policy, last);
        if (policy.scheme() == RewardScheme.PPLNS && last - first >= inMemoryMost) {
            return sum(policy, first, older);
        }
        RewardWindow window = policy.newWindow();
        fill(window, first);
        return window;
    }

    /** As {@link #rebuildWhole}, from the newest checkpoint on where there is one. */
    RewardWindow rebuild(RewardPolicy policy, OlderShares older, long inMemoryMost) throws SQLException {
        Optional<WindowCheckpoints.Committed> checkpoint = policy.scheme() == RewardScheme.PPLNS
                ? WindowCheckpoints.newest(connection, policy.capacity())
                : Optional.empty();
        if (checkpoint.isEmpty() || checkpoint.get().sequence() > archive.lastSequence()) {
            return rebuildWhole(policy, older, inMemoryMost);
        }
        RewardWindow window = new PplnsWindow(checkpoint.get().window(), older);
        checkpointSequence = checkpoint.get().sequence();
        fill(window, checkpointSequence + 1);
        return window;
    }

    /** From which it was rebuilt; 0 where from none. */
    long checkpointSequence() {
        return checkpointSequence;
    }

    /** Nothing but the sums stays in memory. */
    private RewardWindow sum(RewardPolicy policy, long first, OlderShares older) throws SQLException {
        ShareWork work = new ShareWork();
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        long[] ends = new long[2];
        archive.forEachFrom(first, segment -> {
            for (SequencedShare share : segment.shares()) {
                int nbits = archive.job(share.jobId()).nbits();
                sums.merge(
                        archive.address(share.accountId()), work.of(share.difficultyUnits(), nbits), BigInteger::add);
                ends[0] = ends[0] == 0 ? share.sequence() : ends[0];
                ends[1] = share.sequence();
            }
        });
        return PplnsWindow.within(new WindowCheckpoint(ends[0], ends[1], policy.capacity(), sums), older);
    }

    private void fill(RewardWindow window, long first) throws SQLException {
        Set<Long> winners = IntakeCursors.winnersFrom(connection, first);
        archive.forEachFrom(first, segment -> {
            for (SequencedShare share : segment.shares()) {
                add(window, share, winners.contains(share.sequence()));
            }
        });
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
