package neman.stratum.share;

import java.util.Arrays;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.stratum.job.Job;

/**
 * Builds the header of one share and hashes it: coinbase, merkle root, header. Allocates nothing; the result stays here until
 * the next call.
 *
 * <p>Not thread-safe: one for each event loop. (Priming a digest with the coinbase's prefix saves one compression of about
 * thirty and costs a clone, so it is not done.)
 */
public final class HeaderHasher {
    private final byte[] header = new byte[BlockHeader.BYTES];
    private final byte[] hash = new byte[Sha256.HASH_BYTES];
    private final byte[] merkle = new byte[MerkleTree.WORKSPACE_BYTES];
    private byte[] coinbase = new byte[512];
    private int coinbaseLength;

    /** Computes the header that {@code fields} make of {@code job}. */
    public void hash(Job job, ShareFields fields) {
        assembleCoinbase(job, fields);
        Sha256.doubleHash(coinbase, 0, coinbaseLength, merkle, 0);
        MerkleTree.foldBranch(merkle, job.merkleBranch());
        LittleEndian.writeInt(header, BlockHeader.VERSION_OFFSET, fields.version());
        job.previousBlock().copyTo(header, BlockHeader.PREVIOUS_BLOCK_OFFSET);
        System.arraycopy(merkle, 0, header, BlockHeader.MERKLE_ROOT_OFFSET, Sha256.HASH_BYTES);
        LittleEndian.writeInt(header, BlockHeader.TIME_OFFSET, fields.timeSeconds());
        LittleEndian.writeInt(header, BlockHeader.NBITS_OFFSET, job.nbits());
        LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, fields.nonce());
        Sha256.doubleHash(header, 0, header.length, hash, 0);
    }

    private void assembleCoinbase(Job job, ShareFields fields) {
        byte[] prefix = job.coinbasePrefix();
        byte[] suffix = job.coinbaseSuffix();
        int extranonce2Bytes = job.extranonce2Bytes();
        coinbaseLength = prefix.length + Integer.BYTES + extranonce2Bytes + suffix.length;
        if (coinbase.length < coinbaseLength) {
            coinbase = new byte[coinbaseLength];
        }
        System.arraycopy(prefix, 0, coinbase, 0, prefix.length);
        int at = prefix.length;
        LittleEndian.writeInt(coinbase, at, Integer.reverseBytes(fields.extranonce1()));
        // Where it is shorter than a long, the suffix goes over the rest.
        long extranonce2 = fields.extranonce2() << Byte.SIZE * (Long.BYTES - extranonce2Bytes);
        LittleEndian.writeLong(coinbase, at + Integer.BYTES, Long.reverseBytes(extranonce2));
        System.arraycopy(suffix, 0, coinbase, at + Integer.BYTES + extranonce2Bytes, suffix.length);
    }

    /** Whether the last hash meets {@code target}. */
    public boolean meets(Target target) {
        return target.isMetBy(hash, 0);
    }

    /** Eight bytes of the last hash that no proof of work makes zero: they tell headers apart. */
    public long fingerprint() {
        return LittleEndian.readLong(hash, 0);
    }

    public Hash256 hash() {
        return Hash256.ofHeaderOrder(hash);
    }

    /** A copy of the last header. */
    public byte[] header() {
        return header.clone();
    }

    /** A copy of the last coinbase, without witness. */
    public byte[] coinbase() {
        return Arrays.copyOf(coinbase, coinbaseLength);
    }
}
