package neman.bitcoin.transaction;

import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;

/**
 * A transaction as it travels: immutable, with both of its ids computed once.
 *
 * <p>The codec accepts what Bitcoin Core's does (BIP144); whether the content makes sense is for consensus to say.
 */
public final class Transaction {
    private static final int WITNESS_SCALE = 4;

    private final int version;
    private final List<TransactionInput> inputs;
    private final List<TransactionOutput> outputs;
    private final int lockTime;
    private final byte[] bytes;
    private final int bytesWithoutWitness;
    private final Hash256 txid;
    private final Hash256 wtxid;

    /** @param lockTime unsigned */
    public Transaction(int version, List<TransactionInput> inputs, List<TransactionOutput> outputs, int lockTime) {
        this.version = version;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.lockTime = lockTime;
        byte[] stripped = serialise(false);
        this.bytesWithoutWitness = stripped.length;
        this.bytes = hasWitness() ? serialise(true) : stripped;
        this.txid = Hash256.ofDoubleSha256(stripped);
        this.wtxid = hasWitness() ? Hash256.ofDoubleSha256(bytes) : txid;
    }

    /** @throws MalformedBytesException also where bytes follow */
    public static Transaction parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        Transaction transaction = read(reader, true);
        reader.expectEnd();
        return transaction;
    }

    /** The form without marker and flag, in which a transaction may have no inputs: what a PSBT carries (BIP174). */
    public static Transaction parseWithoutWitness(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        Transaction transaction = read(reader, false);
        reader.expectEnd();
        return transaction;
    }

    public static Transaction read(ByteReader reader) {
        return read(reader, true);
    }

    private static Transaction read(ByteReader reader, boolean witnessAllowed) {
        int version = reader.readInt();
        boolean witness = witnessAllowed && reader.peekByte(0) == 0 && reader.peekByte(1) == 1;
        if (witness) {
            reader.readBytes(2);
        }
        List<TransactionInput> inputs = readInputs(reader);
        List<TransactionOutput> outputs = readOutputs(reader);
        if (witness) {
            inputs.replaceAll(input -> input.withWitness(TransactionInput.readWitness(reader)));
            if (inputs.stream().allMatch(input -> input.witness().isEmpty())) {
                throw new MalformedBytesException("a transaction in witness form has no witness");
            }
        }
        return new Transaction(version, inputs, outputs, reader.readInt());
    }

    private static List<TransactionInput> readInputs(ByteReader reader) {
        int count = reader.readCount(TransactionInput.LEAST_BYTES);
        List<TransactionInput> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            inputs.add(TransactionInput.read(reader));
        }
        return inputs;
    }

    private static List<TransactionOutput> readOutputs(ByteReader reader) {
        int count = reader.readCount(TransactionOutput.LEAST_BYTES);
        List<TransactionOutput> outputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outputs.add(TransactionOutput.read(reader));
        }
        return outputs;
    }

    private byte[] serialise(boolean withWitness) {
        ByteWriter writer = new ByteWriter().writeInt(version);
        if (withWitness) {
            writer.writeByte(0).writeByte(1);
        }
        writer.writeCompactSize(inputs.size());
        inputs.forEach(input -> input.write(writer));
        writer.writeCompactSize(outputs.size());
        outputs.forEach(output -> output.write(writer));
        if (withWitness) {
            inputs.forEach(input -> input.writeWitness(writer));
        }
        return writer.writeInt(lockTime).toByteArray();
    }

    public int version() {
        return version;
    }

    public List<TransactionInput> inputs() {
        return inputs;
    }

    public List<TransactionOutput> outputs() {
        return outputs;
    }

    /** Unsigned. */
    public int lockTime() {
        return lockTime;
    }

    /** What the merkle tree and every outpoint name: without witness. */
    public Hash256 txid() {
        return txid;
    }

    /** With witness (BIP141); equal to the txid where there is none. */
    public Hash256 wtxid() {
        return wtxid;
    }

    public OutPoint outPoint(int index) {
        return new OutPoint(txid, index);
    }

    public boolean hasWitness() {
        return inputs.stream().anyMatch(input -> !input.witness().isEmpty());
    }

    public boolean isCoinbase() {
        return inputs.size() == 1 && inputs.get(0).spends().isEmpty();
    }

    /** The whole serialisation, with witness where there is one. A copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public byte[] toBytesWithoutWitness() {
        return serialise(false);
    }

    public int size() {
        return bytes.length;
    }

    public int sizeWithoutWitness() {
        return bytesWithoutWitness;
    }

    /** BIP141: three times the size without witness plus the whole size. */
    public int weight() {
        return (WITNESS_SCALE - 1) * bytesWithoutWitness + bytes.length;
    }

    /** Weight ÷ 4, rounded up: what fee rates count. */
    public int virtualSize() {
        return (weight() + WITNESS_SCALE - 1) / WITNESS_SCALE;
    }

    public Transaction withInputs(List<TransactionInput> changed) {
        return new Transaction(version, changed, outputs, lockTime);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that && wtxid.equals(that.wtxid);
    }

    @Override
    public int hashCode() {
        return wtxid.hashCode();
    }

    @Override
    public String toString() {
        return txid.toString();
    }
}
