package neman.stratum.load;

import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;
import neman.stratum.miner.PoolJob;

/**
 * One connection's shares of one job: all with the same extranonce2, told apart by their nonces. First those that were solved
 * beforehand, then one at a time.
 *
 * <p>Used by one thread at a time: the one that solves beforehand, then the connection's event loop.
 */
final class ShareWork {
    private final PoolJob job;
    private final byte[] extranonce2;
    private final Target target;
    private final byte[] header;
    private final byte[] hash = new byte[Sha256.HASH_BYTES];
    private int[] solved = {};
    private int taken;
    private int lastNonce;

    ShareWork(PoolJob job, byte[] extranonce1, byte[] extranonce2, Target target) {
        this.job = job;
        this.extranonce2 = extranonce2;
        this.target = target;
        this.header = job.header(extranonce1, extranonce2);
    }

    PoolJob job() {
        return job;
    }

    byte[] extranonce2() {
        return extranonce2;
    }

    /** Solves {@code count} shares more. */
    void solve(int count) {
        int[] nonces = new int[count];
        for (int i = 0; i < count; i++) {
            nonces[i] = solveOne();
        }
        solved = nonces;
        taken = 0;
    }

    boolean hasSolved() {
        return taken < solved.length;
    }

    /** The nonce of a share that was not given before. */
    int take() {
        return hasSolved() ? solved[taken++] : solveOne();
    }

    private int solveOne() {
        do {
            LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, ++lastNonce);
            Sha256.doubleHash(header, 0, BlockHeader.BYTES, hash, 0);
        } while (!target.isMetBy(hash, 0));
        return lastNonce;
    }
}
