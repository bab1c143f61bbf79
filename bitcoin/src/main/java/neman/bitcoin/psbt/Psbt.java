package neman.bitcoin.psbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/** A transaction on its way to being signed (BIP174), with what each signer needs to know. */
public final class Psbt {
    static final int GLOBAL_UNSIGNED_TX = 0x00;
    static final int GLOBAL_XPUB = 0x01;
    static final int GLOBAL_VERSION = 0xfb;
    static final int OUTPUT_REDEEM_SCRIPT = 0x00;
    static final int OUTPUT_WITNESS_SCRIPT = 0x01;
    static final int OUTPUT_KEY_ORIGIN = 0x02;

    private static final byte[] MAGIC = {'p', 's', 'b', 't', (byte) 0xff};

    private final Transaction unsigned;
    private final PsbtMap globals;
    private final List<PsbtInput> inputs;
    private final List<PsbtMap> outputs;

    private Psbt(Transaction unsigned, PsbtMap globals, List<PsbtInput> inputs, List<PsbtMap> outputs) {
        this.unsigned = unsigned;
        this.globals = globals;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /** @throws IllegalArgumentException where {@code unsigned} has a script or witness in an input */
    public static Psbt create(Transaction unsigned) {
        requireUnsigned(unsigned);
        PsbtMap globals = PsbtMap.EMPTY.with(GLOBAL_UNSIGNED_TX, unsigned.toBytesWithoutWitness());
        List<PsbtInput> inputs = Stream.generate(() -> new PsbtInput(PsbtMap.EMPTY))
                .limit(unsigned.inputs().size())
                .toList();
        List<PsbtMap> outputs = Stream.generate(() -> PsbtMap.EMPTY)
                .limit(unsigned.outputs().size())
                .toList();
        return new Psbt(unsigned, globals, inputs, outputs);
    }

    /** @throws MalformedBytesException also where the text is not base64 */
    public static Psbt parseBase64(String text) {
        try {
            return parse(Base64.getDecoder().decode(text));
        } catch (MalformedBytesException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("a PSBT is written in base64");
        }
    }

    public static Psbt parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        if (bytes.length < MAGIC.length || !Arrays.equals(reader.readBytes(MAGIC.length), MAGIC)) {
            throw new MalformedBytesException("a PSBT begins with 'psbt' and ff");
        }
        PsbtMap globals = PsbtMap.read(reader, PsbtRules::isGlobal);
        Transaction unsigned = globals.value(GLOBAL_UNSIGNED_TX)
                .map(Transaction::parseWithoutWitness)
                .orElseThrow(() -> new MalformedBytesException("a PSBT has an unsigned transaction"));
        requireUnsigned(unsigned);
        List<PsbtInput> inputs = new ArrayList<>();
        for (TransactionInput input : unsigned.inputs()) {
            PsbtInput read = new PsbtInput(PsbtMap.read(reader, PsbtRules::isInput));
            input.spends().ifPresent(read::spentOutput);
            inputs.add(read);
        }
        List<PsbtMap> outputs = new ArrayList<>();
        for (int i = 0; i < unsigned.outputs().size(); i++) {
            outputs.add(PsbtMap.read(reader, PsbtRules::isOutputField));
        }
        reader.expectEnd();
        return new Psbt(unsigned, globals, inputs, outputs);
    }

    /** With other maps for the same transaction. */
    Psbt withMaps(PsbtMap newGlobals, List<PsbtInput> newInputs, List<PsbtMap> newOutputs) {
        return new Psbt(unsigned, newGlobals, newInputs, newOutputs);
    }

    private static void requireUnsigned(Transaction transaction) {
        boolean signed = transaction.hasWitness()
                || transaction.inputs().stream().anyMatch(input -> input.scriptSig().length > 0);
        if (signed) {
            throw new MalformedBytesException("the transaction of a PSBT has no scripts and no witness");
        }
    }

    public byte[] toBytes() {
        ByteWriter writer = new ByteWriter().writeBytes(MAGIC);
        globals.write(writer);
        inputs.forEach(input -> input.map().write(writer));
        outputs.forEach(output -> output.write(writer));
        return writer.toByteArray();
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(toBytes());
    }

    public Transaction unsignedTransaction() {
        return unsigned;
    }

    public PsbtMap globals() {
        return globals;
    }

    public List<PsbtInput> inputs() {
        return inputs;
    }

    public List<PsbtMap> outputs() {
        return outputs;
    }

    public Psbt withInput(int index, PsbtInput changed) {
        List<PsbtInput> all = new ArrayList<>(inputs);
        all.set(index, changed);
        return new Psbt(unsigned, globals, all, outputs);
    }

    /** With another amount in one output, and all that is known of inputs and outputs: for before anything is signed. */
    public Psbt withOutputSats(int index, long sats) {
        List<TransactionOutput> amounts = new ArrayList<>(unsigned.outputs());
        amounts.set(index, new TransactionOutput(sats, amounts.get(index).script()));
        Transaction changed = new Transaction(unsigned.version(), unsigned.inputs(), amounts, unsigned.lockTime());
        return new Psbt(changed, globals.with(GLOBAL_UNSIGNED_TX, changed.toBytesWithoutWitness()), inputs, outputs);
    }

    /** The output that input {@code index} spends, where the PSBT says it. */
    public Optional<TransactionOutput> spentOutput(int index) {
        return unsigned.inputs().get(index).spends().flatMap(spent -> inputs.get(index)
                .spentOutput(spent));
    }

    /** What goes in less what comes out; empty where the PSBT does not say what all of its inputs spend. */
    public OptionalLong feeSats() {
        long sum = -unsigned.outputs().stream()
                .mapToLong(TransactionOutput::valueSats)
                .sum();
        for (int i = 0; i < inputs.size(); i++) {
            Optional<TransactionOutput> spent = spentOutput(i);
            if (spent.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += spent.get().valueSats();
        }
        return OptionalLong.of(sum);
    }

    /** Whether every input has its final script or witness. */
    public boolean isComplete() {
        return inputs.stream().allMatch(PsbtInput::isFinal);
    }

    /** The signed transaction; its signatures are not verified here. Empty unless {@link #isComplete}. */
    public Optional<Transaction> extract() {
        if (!isComplete()) {
            return Optional.empty();
        }
        List<TransactionInput> signed = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            TransactionInput input = unsigned.inputs().get(i);
            signed.add(input.withScriptSig(inputs.get(i).finalScriptSig().orElse(new byte[0]))
                    .withWitness(inputs.get(i).finalWitness().orElse(List.of())));
        }
        return Optional.of(unsigned.withInputs(signed));
    }
}
