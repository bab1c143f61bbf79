package neman.bitcoin.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;

/**
 * @param spends what it spends; empty in a coinbase, which names the zero hash and index 0xffffffff
 * @param sequence unsigned
 * @param witness its stack, empty where there is none
 */
public record TransactionInput(Optional<OutPoint> spends, byte[] scriptSig, int sequence, List<byte[]> witness) {
    /** The least that an input takes: outpoint, empty script, sequence. */
    static final int LEAST_BYTES = 41;

    private static final int NO_INDEX = -1;

    public TransactionInput {
        witness = List.copyOf(witness);
    }

    /** An input to be signed, open to replacement (BIP125) and without a relative lock (BIP68). */
    public static TransactionInput unsigned(OutPoint spent) {
        return new TransactionInput(Optional.of(spent), new byte[0], 0xffff_fffd, List.of());
    }

    static TransactionInput read(ByteReader reader) {
        return new TransactionInput(readSpent(reader), reader.readPrefixedBytes(), reader.readInt(), List.of());
    }

    private static Optional<OutPoint> readSpent(ByteReader reader) {
        Hash256 txid = reader.readHash();
        int index = reader.readInt();
        if (index == NO_INDEX && txid.equals(Hash256.ZERO)) {
            return Optional.empty();
        }
        if (index < 0) {
            throw new MalformedBytesException("an input spends output " + Integer.toUnsignedString(index)
                    + " of a transaction, and no transaction has so many");
        }
        return Optional.of(new OutPoint(txid, index));
    }

    static List<byte[]> readWitness(ByteReader reader) {
        int count = reader.readCount(1);
        List<byte[]> stack = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stack.add(reader.readPrefixedBytes());
        }
        return stack;
    }

    /** @throws IllegalStateException in a coinbase */
    public OutPoint previousOutput() {
        return spends.orElseThrow(() -> new IllegalStateException("a coinbase spends nothing"));
    }

    public TransactionInput withWitness(List<byte[]> stack) {
        return new TransactionInput(spends, scriptSig, sequence, stack);
    }

    public TransactionInput withScriptSig(byte[] script) {
        return new TransactionInput(spends, script, sequence, witness);
    }

    void writePreviousOutput(ByteWriter writer) {
        writer.writeHash(spends.map(OutPoint::txid).orElse(Hash256.ZERO));
        writer.writeInt(spends.map(OutPoint::index).orElse(NO_INDEX));
    }

    void write(ByteWriter writer) {
        writePreviousOutput(writer);
        writer.writePrefixedBytes(scriptSig).writeInt(sequence);
    }

    void writeWitness(ByteWriter writer) {
        writer.writeCompactSize(witness.size());
        witness.forEach(writer::writePrefixedBytes);
    }
}
