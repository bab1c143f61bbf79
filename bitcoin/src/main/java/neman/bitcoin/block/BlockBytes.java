package neman.bitcoin.block;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A whole block as {@code submitblock} takes it: header, count, coinbase, the template's transactions. */
public final class BlockBytes {
    private static final int VERSION_BYTES = 4;
    private static final int LOCK_TIME_BYTES = 4;
    /** BIP141: one input with one witness item, the 32-byte reserved value (zeros, as templates assume). */
    private static final byte[] COINBASE_WITNESS = coinbaseWitness();

    private BlockBytes() {}

    /**
     * @param coinbaseWithoutWitness as miners hash it
     * @param witness whether the template has a witness commitment; the coinbase then gets marker, flag and witness
     * @param transactions whole, in the template's order, without the coinbase
     * @throws IllegalArgumentException unless the header has 80 bytes
     */
    public static byte[] encode(
            byte[] header, byte[] coinbaseWithoutWitness, boolean witness, List<byte[]> transactions) {
        BlockHeader.requireLength(header);
        ByteArrayOutputStream block = new ByteArrayOutputStream(size(coinbaseWithoutWitness, transactions));
        block.writeBytes(header);
        CompactSize.write(block, 1L + transactions.size());
        block.writeBytes(witness ? withWitness(coinbaseWithoutWitness) : coinbaseWithoutWitness);
        transactions.forEach(block::writeBytes);
        return block.toByteArray();
    }

    /** The coinbase as it stands in a block with a witness commitment. */
    public static byte[] withWitness(byte[] coinbaseWithoutWitness) {
        int lockTimeOffset = coinbaseWithoutWitness.length - LOCK_TIME_BYTES;
        ByteArrayOutputStream coinbase = new ByteArrayOutputStream();
        coinbase.write(coinbaseWithoutWitness, 0, VERSION_BYTES);
        coinbase.write(0x00); // marker
        coinbase.write(0x01); // flag
        coinbase.write(coinbaseWithoutWitness, VERSION_BYTES, lockTimeOffset - VERSION_BYTES);
        coinbase.writeBytes(COINBASE_WITNESS);
        coinbase.write(coinbaseWithoutWitness, lockTimeOffset, LOCK_TIME_BYTES);
        return coinbase.toByteArray();
    }

    private static int size(byte[] coinbase, List<byte[]> transactions) {
        return BlockHeader.BYTES
                + 9
                + 2
                + coinbase.length
                + COINBASE_WITNESS.length
                + transactions.stream()
                        .mapToInt(transaction -> transaction.length)
                        .sum();
    }

    private static byte[] coinbaseWitness() {
        byte[] witness = new byte[2 + 32];
        witness[0] = 1;
        witness[1] = 32;
        return witness;
    }
}
