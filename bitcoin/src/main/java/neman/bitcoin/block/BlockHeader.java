package neman.bitcoin.block;

import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;

/**
 * The 80 bytes that are hashed for proof of work.
 *
 * @param timeSeconds unsigned seconds since 1970
 * @param nbits the network target in compact form, see {@link neman.bitcoin.Target#ofCompact}
 */
public record BlockHeader(
        int version, Hash256 previousBlock, Hash256 merkleRoot, int timeSeconds, int nbits, int nonce) {
    public static final int BYTES = 80;

    public static final int VERSION_OFFSET = 0;
    public static final int PREVIOUS_BLOCK_OFFSET = 4;
    public static final int MERKLE_ROOT_OFFSET = 36;
    public static final int TIME_OFFSET = 68;
    public static final int NBITS_OFFSET = 72;
    public static final int NONCE_OFFSET = 76;

    /** The serialisation of a header with these fields. */
    public static byte[] encode(
            int version, Hash256 previousBlock, Hash256 merkleRoot, int timeSeconds, int nbits, int nonce) {
        byte[] header = new byte[BYTES];
        LittleEndian.writeInt(header, VERSION_OFFSET, version);
        previousBlock.copyTo(header, PREVIOUS_BLOCK_OFFSET);
        merkleRoot.copyTo(header, MERKLE_ROOT_OFFSET);
        LittleEndian.writeInt(header, TIME_OFFSET, timeSeconds);
        LittleEndian.writeInt(header, NBITS_OFFSET, nbits);
        LittleEndian.writeInt(header, NONCE_OFFSET, nonce);
        return header;
    }

    /** @throws IllegalArgumentException unless {@code header} has 80 bytes */
    public static BlockHeader parse(byte[] header) {
        requireLength(header);
        return new BlockHeader(
                LittleEndian.readInt(header, VERSION_OFFSET),
                hashAt(header, PREVIOUS_BLOCK_OFFSET),
                hashAt(header, MERKLE_ROOT_OFFSET),
                LittleEndian.readInt(header, TIME_OFFSET),
                LittleEndian.readInt(header, NBITS_OFFSET),
                LittleEndian.readInt(header, NONCE_OFFSET));
    }

    public byte[] encode() {
        return encode(version, previousBlock, merkleRoot, timeSeconds, nbits, nonce);
    }

    /** The block's hash. */
    public Hash256 hash() {
        return Hash256.ofDoubleSha256(encode());
    }

    static void requireLength(byte[] header) {
        if (header.length != BYTES) {
            throw new IllegalArgumentException("a header has 80 bytes, not " + header.length);
        }
    }

    private static Hash256 hashAt(byte[] header, int offset) {
        byte[] hash = new byte[Sha256.HASH_BYTES];
        System.arraycopy(header, offset, hash, 0, hash.length);
        return Hash256.ofHeaderOrder(hash);
    }
}
