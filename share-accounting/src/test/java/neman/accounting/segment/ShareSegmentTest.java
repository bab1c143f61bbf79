package neman.accounting.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.Records;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;

class ShareSegmentTest {
    private final Random random = new Random(3);
    private final List<JobRecord> jobs =
            Stream.of(11L, 12L, 13L).map(id -> Records.job(id, random)).toList();
    private final Map<Long, JobRecord> jobsById =
            jobs.stream().collect(Collectors.toMap(JobRecord::jobId, Function.identity()));

    private SequencedShare randomShare(long sequence) {
        JobRecord job = jobs.get(random.nextInt(jobs.size()));
        ShareRecord share = Records.share(job.jobId(), random);
        long workerId = 1 + random.nextInt(200);
        return MinedShares.sequenced(sequence, 1 + workerId % 3, workerId, share);
    }

    private ShareSegment segment(List<SequencedShare> shares, SequencedBlock block) {
        return new ShareSegment(
                Network.SANDBOX,
                shares.isEmpty() ? block.sequence() : shares.get(0).sequence(),
                jobs.stream().map(SegmentJob::of).toList(),
                shares,
                Optional.ofNullable(block));
    }

    private List<SequencedShare> randomShares(int count, long first) {
        List<SequencedShare> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shares.add(randomShare(first + i));
        }
        return shares;
    }

    private List<SequencedShare> minedShares(int count) {
        List<SequencedShare> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ShareRecord share = MinedShares.share(jobs.get(i % jobs.size()), "a", "w", random);
            shares.add(MinedShares.sequenced(100 + i, 1, 1 + i % 3, share));
        }
        return shares;
    }

    @Test
    void randomSegmentsSurvive() {
        for (int i = 0; i < 200; i++) {
            long first = 1 + Math.abs(random.nextLong() >> 2);
            int count = random.nextInt(40);
            SequencedBlock block = count > 0 && random.nextBoolean()
                    ? null
                    : new SequencedBlock(
                            Records.hash(random), random.nextInt(), randomShare(first + count), List.of(0, 255));
            ShareSegment segment = segment(randomShares(count, first), block);
            byte[] bytes = segment.encode();
            assertEquals(segment, SegmentReader.read(bytes));
            assertArrayEquals(bytes, SegmentReader.read(bytes).encode());
        }
    }

    @Test
    void aThousandSharesTakeAtMostFortyBytesEach() {
        byte[] bytes = segment(randomShares(1_000, 1), null).encode();
        assertTrue(bytes.length <= 40_000, "bytes: " + bytes.length);
    }

    @Test
    void cutOrDamagedBytesAreRefusedOrDifferentButNeverBreakTheReader() {
        byte[] bytes = segment(randomShares(5, 1), null).encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> SegmentReader.read(cut));
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                SegmentReader.read(damaged);
            } catch (IllegalArgumentException expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
    }

    @Test
    void realWorkIsProven() {
        List<SequencedShare> shares = minedShares(30);
        JobRecord job = jobs.get(0);
        ShareRecord solution = MinedShares.block(job, "a", "w", random);
        SequencedBlock block = new SequencedBlock(
                MinedShares.hash(job, solution), job.height(), MinedShares.sequenced(130, 1, 1, solution), List.of());
        ShareSegment read = SegmentReader.read(segment(shares, block).encode());
        new SegmentVerifier(jobsById::get).verify(read);
    }

    @Test
    void inventedWorkIsNot() {
        SegmentVerifier verifier = new SegmentVerifier(jobsById::get);
        List<SequencedShare> shares = minedShares(3);
        ShareRecord invented = new ShareRecord(11, "a", "w", 1, 2, 3, 4, 5, 1L << 32, 0);
        shares.add(MinedShares.sequenced(103, 1, 1, invented));
        ShareSegment segment = segment(shares, null);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> verifier.verify(segment));
        assertTrue(refusal.getMessage().startsWith("share 103 "), refusal.getMessage());
    }

    @Test
    void anExchangedJobIsNoticed() {
        ShareSegment segment = segment(minedShares(3), null);
        SegmentVerifier verifier = new SegmentVerifier(id -> Records.job(id, random));
        assertThrows(IllegalArgumentException.class, () -> verifier.verify(segment));
        assertThrows(IllegalArgumentException.class, () -> new SegmentVerifier(id -> null).verify(segment));
    }

    @Test
    void aWorkerBelongsToOneAccount() {
        SequencedShare share = minedShares(1).get(0);
        SequencedShare other = MinedShares.sequenced(
                share.sequence() + 1,
                share.accountId() + 1,
                share.workerId(),
                MinedShares.share(jobs.get(0), "a", "w", random));
        assertThrows(IllegalArgumentException.class, segment(List.of(share, other), null)::encode);
    }
}
