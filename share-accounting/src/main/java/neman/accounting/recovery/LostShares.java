package neman.accounting.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalJsonReader;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.RecordCodec;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedShare;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;

/**
 * The jobs, shares and blocks of an export, each once, in their order. Every share and block is checked to be the work that it
 * says: a file is from outside.
 */
final class LostShares {
    /** About a gigabyte of heap; five whole journal files. */
    static final int SHARES_MAX = 2_000_000;

    /** All that a header is made from. */
    record Header(long jobId, int extranonce1, long extranonce2, int timeSeconds, int nonce, int version) {
        static Header of(ShareRecord share) {
            return new Header(
                    share.jobId(),
                    share.extranonce1(),
                    share.extranonce2(),
                    share.timeSeconds(),
                    share.nonce(),
                    share.version());
        }

        static Header of(SequencedShare share) {
            return new Header(
                    share.jobId(),
                    share.extranonce1(),
                    share.extranonce2(),
                    share.timeSeconds(),
                    share.nonce(),
                    share.version());
        }
    }

    /** @param line of the export: its order is the journal's, in which a block stands before its winning share */
    record Share(long line, JournalPosition position, ShareRecord record) {}

    /** @param line as a share's */
    record Block(long line, JournalPosition position, BlockRecord record) {}

    final Map<Long, JobRecord> jobs = new HashMap<>();

    /** In the order of their lines, as {@link #blocks} are. */
    final Map<Header, Share> shares = new LinkedHashMap<>();

    final List<Block> blocks = new ArrayList<>();
    private final Set<Hash256> blockHashes = new HashSet<>();

    private final LongFunction<Optional<JobRecord>> knownJobs;
    private int withoutJob;

    private LostShares(LongFunction<Optional<JobRecord>> knownJobs) {
        this.knownJobs = knownJobs;
    }

    /**
     * @param knownJobs asked for jobs that the export has not, because their records were damaged
     * @throws IOException naming the line that is no record, or no work
     */
    static LostShares read(BufferedReader lines, LongFunction<Optional<JobRecord>> knownJobs) throws IOException {
        LostShares lost = new LostShares(knownJobs);
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            try {
                lost.take(number, JournalJsonReader.read(line));
            } catch (IllegalArgumentException e) {
                throw new IOException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return lost;
    }

    private void take(long number, JournalJsonReader.Line line) {
        if (line.record() instanceof JobRecord job) {
            take(job);
        } else if (line.record() instanceof ShareRecord share) {
            take(number, line.position(), share);
        } else if (line.record() instanceof BlockRecord block) {
            take(number, line.position(), block);
        }
    }

    /** Each journal file repeats its jobs. */
    private void take(JobRecord job) {
        JobRecord known = jobs.putIfAbsent(job.jobId(), job);
        if (known != null && !isSame(known, job)) {
            throw new IllegalArgumentException("two different jobs have the number " + Long.toHexString(job.jobId()));
        }
    }

    static boolean isSame(JobRecord one, JobRecord other) {
        return Arrays.equals(RecordCodec.jobBytes(one), RecordCodec.jobBytes(other));
    }

    private void take(long line, JournalPosition position, ShareRecord share) {
        if (share.difficultyUnits() < 1) {
            throw new IllegalArgumentException("a share is credited with some work");
        }
        Optional<JobRecord> job = job(share.jobId());
        if (job.isEmpty()) {
            withoutJob++;
            return;
        }
        requireWork(job.get(), share, new Difficulty(share.difficultyUnits()).target());
        shares.putIfAbsent(Header.of(share), new Share(line, position, share));
        if (shares.size() > SHARES_MAX) {
            throw new IllegalArgumentException("more than " + SHARES_MAX + " shares; export and import file by file");
        }
    }

    private void take(long line, JournalPosition position, BlockRecord block) {
        Optional<JobRecord> job = job(block.solution().jobId());
        if (job.isEmpty()) {
            withoutJob++;
            return;
        }
        Target target = Target.ofCompact(job.get().nbits());
        if (!requireWork(job.get(), block.solution(), target).equals(block.blockHash())) {
            throw new IllegalArgumentException("block " + block.blockHash() + " has another hash");
        }
        if (blockHashes.add(block.blockHash())) {
            blocks.add(new Block(line, position, block));
        }
    }

    private Optional<JobRecord> job(long jobId) {
        if (!jobs.containsKey(jobId)) {
            knownJobs.apply(jobId).ifPresent(job -> jobs.put(jobId, job));
        }
        return Optional.ofNullable(jobs.get(jobId));
    }

    /** Shares and blocks that cannot be checked: neither the export nor the pool has their job. */
    int withoutJob() {
        return withoutJob;
    }

    private static Hash256 requireWork(JobRecord job, ShareRecord share, Target target) {
        int bits = job.extranonce2Bytes() * Byte.SIZE;
        if (bits < Long.SIZE && share.extranonce2() >>> bits != 0) {
            throw new IllegalArgumentException("its extranonce2 is longer than " + job.extranonce2Bytes()
                    + " bytes"); // a second name of one header
        }
        Hash256 hash = SegmentVerifier.headerHash(job, asSequenced(share));
        if (!target.isMetBy(hash.toHeaderOrder(), 0)) {
            throw new IllegalArgumentException("its header is less work than it says");
        }
        return hash;
    }

    private static SequencedShare asSequenced(ShareRecord share) {
        return new SequencedShare(
                0,
                share.jobId(),
                0,
                0,
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    /** Of the instance whose miners sent it: the number stands in the job's. */
    static int instanceOf(ShareRecord share) {
        return (int) (share.jobId() >>> 48);
    }

    int lowestHeight() {
        return jobs.values().stream().mapToInt(JobRecord::height).min().orElse(0);
    }
}
