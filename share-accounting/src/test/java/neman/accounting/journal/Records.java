package neman.accounting.journal;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import neman.bitcoin.Hash256;

/** Records with random but repeatable contents. */
public final class Records {
    private Records() {}

    public static Hash256 hash(Random random) {
        byte[] bytes = new byte[Hash256.BYTES];
        random.nextBytes(bytes);
        return Hash256.ofHeaderOrder(bytes);
    }

    public static JobRecord job(long jobId, Random random) {
        return job(jobId, 0x207fffff, random);
    }

    public static JobRecord job(long jobId, int nbits, Random random) {
        byte[] prefix = new byte[40 + random.nextInt(60)];
        byte[] suffix = new byte[40 + random.nextInt(100)];
        random.nextBytes(prefix);
        random.nextBytes(suffix);
        List<Hash256> branch = IntStream.range(0, random.nextInt(13))
                .mapToObj(i -> hash(random))
                .toList();
        return new JobRecord(
                jobId,
                random.nextInt(1_000_000),
                hash(random),
                0x20000000,
                nbits,
                1_760_000_000L + random.nextInt(1_000_000),
                prefix,
                suffix,
                8,
                branch,
                5_000_000_000L);
    }

    public static ShareRecord share(long jobId, Random random) {
        return new ShareRecord(
                jobId,
                "bcrt1qaccount" + random.nextInt(5),
                random.nextInt(4) == 0 ? "" : "rig" + random.nextInt(10),
                random.nextInt(),
                random.nextLong(),
                random.nextInt(),
                random.nextInt(),
                0x20000000 | random.nextInt(1 << 16) << 13,
                1 + random.nextInt(1_000_000),
                1_760_000_000_000L + random.nextInt(1_000_000));
    }
}
