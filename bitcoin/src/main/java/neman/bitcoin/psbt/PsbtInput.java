package neman.bitcoin.psbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;

/** What a PSBT knows about one input of its transaction. */
public final class PsbtInput {
    static final int NON_WITNESS_UTXO = 0x00;
    static final int WITNESS_UTXO = 0x01;
    static final int PARTIAL_SIGNATURE = 0x02;
    static final int SIGHASH_TYPE = 0x03;
    static final int REDEEM_SCRIPT = 0x04;
    static final int WITNESS_SCRIPT = 0x05;
    static final int KEY_ORIGIN = 0x06;
    static final int FINAL_SCRIPT_SIG = 0x07;
    static final int FINAL_SCRIPT_WITNESS = 0x08;

    private final PsbtMap map;

    PsbtInput(PsbtMap map) {
        this.map = map;
    }

    public PsbtMap map() {
        return map;
    }

    public Optional<Transaction> nonWitnessUtxo() {
        return map.value(NON_WITNESS_UTXO).map(Transaction::parse);
    }

    public Optional<TransactionOutput> witnessUtxo() {
        return map.value(WITNESS_UTXO).map(bytes -> TransactionOutput.read(new ByteReader(bytes)));
    }

    /** By public key, in hex. */
    public Map<String, byte[]> partialSignatures() {
        Map<String, byte[]> signatures = new LinkedHashMap<>();
        map.ofType(PARTIAL_SIGNATURE)
                .forEach(field -> signatures.put(HexFormat.of().formatHex(field.keyData()), field.value()));
        return signatures;
    }

    public Optional<Integer> sighashType() {
        return map.value(SIGHASH_TYPE).map(bytes -> LittleEndian.readInt(bytes, 0));
    }

    public Optional<byte[]> finalScriptSig() {
        return map.value(FINAL_SCRIPT_SIG);
    }

    public Optional<List<byte[]>> finalWitness() {
        return map.value(FINAL_SCRIPT_WITNESS).map(PsbtInput::readWitness);
    }

    private static List<byte[]> readWitness(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int count = reader.readCount(1);
        List<byte[]> stack = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stack.add(reader.readPrefixedBytes());
        }
        return stack;
    }

    public boolean isFinal() {
        return finalScriptSig().isPresent() || finalWitness().isPresent();
    }

    /**
     * The output that the input spends, as far as the PSBT says.
     *
     * @throws MalformedBytesException where what it says is not about {@code spent}, or the two forms differ
     */
    public Optional<TransactionOutput> spentOutput(OutPoint spent) {
        Optional<TransactionOutput> fromTransaction = nonWitnessUtxo().map(transaction -> output(transaction, spent));
        Optional<TransactionOutput> alone = witnessUtxo();
        if (fromTransaction.isPresent() && alone.isPresent() && !same(fromTransaction.get(), alone.get())) {
            throw new MalformedBytesException("a PSBT says two things about the output that " + spent + " names");
        }
        return fromTransaction.or(() -> alone);
    }

    private static TransactionOutput output(Transaction transaction, OutPoint spent) {
        if (!transaction.txid().equals(spent.txid())
                || spent.index() >= transaction.outputs().size()) {
            throw new MalformedBytesException("the transaction that a PSBT gives for " + spent + " is another one");
        }
        return transaction.outputs().get(spent.index());
    }

    private static boolean same(TransactionOutput first, TransactionOutput second) {
        return first.valueSats() == second.valueSats() && Arrays.equals(first.script(), second.script());
    }

    public PsbtInput withUtxo(Transaction creator, TransactionOutput output) {
        ByteWriter alone = new ByteWriter();
        output.write(alone);
        return new PsbtInput(
                map.with(NON_WITNESS_UTXO, creator.toBytesWithoutWitness()).with(WITNESS_UTXO, alone.toByteArray()));
    }

    /** @param signature DER with the hash type behind */
    public PsbtInput withSignature(byte[] publicKey, byte[] signature) {
        byte[] key = new byte[1 + publicKey.length];
        key[0] = PARTIAL_SIGNATURE;
        System.arraycopy(publicKey, 0, key, 1, publicKey.length);
        return new PsbtInput(map.with(key, signature));
    }

    /** Only what was spent and unknown fields stay beside it, as BIP174 asks of a finalizer. */
    public PsbtInput withFinalWitness(List<byte[]> stack) {
        ByteWriter witness = new ByteWriter().writeCompactSize(stack.size());
        stack.forEach(witness::writePrefixedBytes);
        PsbtMap kept = map.without(type -> type >= PARTIAL_SIGNATURE && type <= KEY_ORIGIN);
        return new PsbtInput(kept.with(FINAL_SCRIPT_WITNESS, witness.toByteArray()));
    }
}
