package neman.stratum.miner;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.block.BlockHeader;

/**
 * Hashes headers of the present work, a batch of nonces at a time, until it is interrupted. Each thread takes extranonces of its
 * own from the common counter, so no two do the same work.
 */
final class HashThread extends Thread {
    private static final int BATCH = 4096;
    private static final long IDLE_NANOS = 20_000_000;

    private final Supplier<MinerWork> currentWork;
    private final AtomicLong extranonces;
    private final AtomicLong hashes;
    private final ShareFinder finder;
    private final long nanosPerHash;
    private final byte[] hash = new byte[Sha256.HASH_BYTES];
    private byte[] header = new byte[BlockHeader.BYTES];

    /** Told of every hash that meets the target, on the hashing thread. */
    interface ShareFinder {
        void found(MinerWork work, byte[] extranonce2, int nonce, Hash256 header);
    }

    /** @param nanosPerHash 0 for as fast as it goes */
    HashThread(
            int number,
            Supplier<MinerWork> currentWork,
            AtomicLong extranonces,
            AtomicLong hashes,
            ShareFinder finder,
            long nanosPerHash) {
        super("miner-" + number);
        this.currentWork = currentWork;
        this.extranonces = extranonces;
        this.hashes = hashes;
        this.finder = finder;
        this.nanosPerHash = nanosPerHash;
        setDaemon(true);
    }

    @Override
    public void run() {
        while (!isInterrupted()) {
            MinerWork work = currentWork.get();
            if (work == null) {
                LockSupport.parkNanos(IDLE_NANOS);
            } else {
                hashExtranonce(work, extranonce2(work));
            }
        }
    }

    private byte[] extranonce2(MinerWork work) {
        byte[] bytes = new byte[Long.BYTES];
        LittleEndian.writeLong(bytes, 0, extranonces.incrementAndGet());
        return Arrays.copyOf(bytes, work.extranonce2Bytes());
    }

    /** All nonces of one extranonce, or until there is other work. */
    private void hashExtranonce(MinerWork work, byte[] extranonce2) {
        header = work.job().header(work.extranonce1(), extranonce2);
        long nextNanos = System.nanoTime();
        int batch = batchSize();
        for (long nonce = 0; nonce < 1L << 32 && currentWork.get() == work && !isInterrupted(); nonce += batch) {
            hashBatch(work, extranonce2, (int) nonce, batch);
            hashes.addAndGet(batch);
            nextNanos += nanosPerHash * batch;
            if (nanosPerHash > 0) {
                LockSupport.parkNanos(nextNanos - System.nanoTime());
            }
        }
    }

    /** Small enough that a slow miner takes new work within a tenth of a second; a power of two. */
    private int batchSize() {
        long perTenth = nanosPerHash == 0 ? BATCH : 100_000_000 / nanosPerHash;
        return Integer.highestOneBit((int) Math.max(1, Math.min(BATCH, perTenth)));
    }

    private void hashBatch(MinerWork work, byte[] extranonce2, int firstNonce, int count) {
        for (int nonce = firstNonce; nonce != firstNonce + count; nonce++) {
            LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, nonce);
            Sha256.doubleHash(header, 0, BlockHeader.BYTES, hash, 0);
            if (work.target().isMetBy(hash, 0)) {
                finder.found(work, extranonce2, nonce, Hash256.ofHeaderOrder(hash));
            }
        }
    }
}
