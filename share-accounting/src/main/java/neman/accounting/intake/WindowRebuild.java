package neman.accounting.intake;

import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.ShareWork;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;

/** Fills a window from the segments: backwards to where it is full, then forwards share by share. */
final class WindowRebuild {
    private final SegmentArchive archive;
    private final ShareWork shareWork = new ShareWork();

    WindowRebuild(SegmentArchive archive) {
        this.archive = archive;
    }

    PplnsWindow rebuild(BigInteger capacity) throws SQLException {
        long last = archive.lastSequence();
        PplnsWindow window = new PplnsWindow(capacity);
        long sequence = firstNeeded(last, capacity);
        while (sequence <= last) {
            ShareSegment segment = segmentAt(sequence);
            for (SequencedShare share : segment.shares()) {
                window.add(
                        share.sequence(),
                        archive.address(share.accountId()),
                        share.difficultyUnits(),
                        archive.job(share.jobId()).nbits());
            }
            sequence = segment.lastSequence() + 1;
        }
        return window;
    }

    /** The first number of the oldest segment that reaches into the window. */
    private long firstNeeded(long last, BigInteger capacity) throws SQLException {
        BigInteger work = BigInteger.ZERO;
        long first = last + 1;
        while (first > 1 && work.compareTo(capacity) < 0) {
            ShareSegment segment = segmentAt(first - 1);
            work = work.add(workOf(segment.shares()));
            first = segment.firstSequence();
        }
        return first;
    }

    private BigInteger workOf(List<SequencedShare> shares) throws SQLException {
        BigInteger work = BigInteger.ZERO;
        for (SequencedShare share : shares) {
            work = work.add(shareWork.of(
                    share.difficultyUnits(), archive.job(share.jobId()).nbits()));
        }
        return work;
    }

    private ShareSegment segmentAt(long sequence) throws SQLException {
        return archive.segmentAt(sequence)
                .orElseThrow(() -> new IllegalStateException("no segment holds share " + sequence
                        + ": accounting.segment was tampered with; restore a backup"));
    }
}
