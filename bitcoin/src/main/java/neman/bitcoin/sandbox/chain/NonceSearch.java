package neman.bitcoin.sandbox.chain;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;

/** Looks for the nonce that gives a block its proof of work. */
public final class NonceSearch {
    private static final int HASHES_BETWEEN_QUESTIONS = 1 << 14;

    private NonceSearch() {}

    /**
     * @param firstNonce where to start, so that the same start finds the same block
     * @param goOn asked every 16,384 hashes
     * @return empty where it was told to stop, or no nonce does (a 2^32 search)
     */
    public static Optional<Block> run(Block block, Target target, int firstNonce, BooleanSupplier goOn) {
        byte[] header = block.header().encode();
        byte[] hash = new byte[Sha256.HASH_BYTES];
        for (long tried = 0; tried < 1L << 32; tried++) {
            if (tried % HASHES_BETWEEN_QUESTIONS == 0 && !goOn.getAsBoolean()) {
                return Optional.empty();
            }
            LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, firstNonce + (int) tried);
            Sha256.doubleHash(header, 0, header.length, hash, 0);
            if (target.isMetBy(hash, 0)) {
                return Optional.of(new Block(BlockHeader.parse(header), block.transactions()));
            }
        }
        return Optional.empty();
    }
}
