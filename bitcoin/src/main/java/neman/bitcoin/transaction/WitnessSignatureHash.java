package neman.bitcoin.transaction;

import java.util.Arrays;
import java.util.Optional;
import neman.bitcoin.Hash256;

/** The digest that a signature of a version 0 witness commits to (BIP143). */
public final class WitnessSignatureHash {
    public static final int ALL = 1;

    private static final int NONE = 2;
    private static final int SINGLE = 3;
    private static final int ANYONE_CAN_PAY = 0x80;

    private WitnessSignatureHash() {}

    /**
     * @param scriptCode for P2WPKH the P2PKH script of the key's hash
     * @param valueSats of the output being spent
     * @param type the last byte of the signature
     * @return 32 bytes, the message for ECDSA
     */
    public static byte[] digest(Transaction transaction, int inputIndex, byte[] scriptCode, long valueSats, int type) {
        boolean anyoneCanPay = (type & ANYONE_CAN_PAY) != 0;
        int outputsSigned = type & 0x1f;
        boolean sequencesSigned = !anyoneCanPay && outputsSigned != SINGLE && outputsSigned != NONE;
        TransactionInput input = transaction.inputs().get(inputIndex);

        ByteWriter preimage = new ByteWriter().writeInt(transaction.version());
        preimage.writeHash(anyoneCanPay ? Hash256.ZERO : hashOfPreviousOutputs(transaction));
        preimage.writeHash(sequencesSigned ? hashOfSequences(transaction) : Hash256.ZERO);
        input.writePreviousOutput(preimage);
        preimage.writePrefixedBytes(scriptCode).writeLong(valueSats).writeInt(input.sequence());
        preimage.writeHash(hashOfOutputs(transaction, inputIndex, outputsSigned));
        preimage.writeInt(transaction.lockTime()).writeInt(type);
        return Hash256.ofDoubleSha256(preimage.toByteArray()).toHeaderOrder();
    }

    /** The script code of a P2WPKH output: {@code DUP HASH160 <20 bytes> EQUALVERIFY CHECKSIG}. */
    public static byte[] scriptCodeOfKeyHash(byte[] keyHash) {
        byte[] script = new byte[25];
        script[0] = 0x76;
        script[1] = (byte) 0xa9;
        script[2] = 20;
        System.arraycopy(keyHash, 0, script, 3, 20);
        script[23] = (byte) 0x88;
        script[24] = (byte) 0xac;
        return script;
    }

    /** The key hash of a P2WPKH output script ({@code 0014…}); empty for any other script. */
    public static Optional<byte[]> keyHashOf(byte[] outputScript) {
        boolean witnessKeyHash = outputScript.length == 22 && outputScript[0] == 0 && outputScript[1] == 20;
        return witnessKeyHash ? Optional.of(Arrays.copyOfRange(outputScript, 2, 22)) : Optional.empty();
    }

    private static Hash256 hashOfPreviousOutputs(Transaction transaction) {
        ByteWriter writer = new ByteWriter();
        transaction.inputs().forEach(input -> input.writePreviousOutput(writer));
        return Hash256.ofDoubleSha256(writer.toByteArray());
    }

    private static Hash256 hashOfSequences(Transaction transaction) {
        ByteWriter writer = new ByteWriter();
        transaction.inputs().forEach(input -> writer.writeInt(input.sequence()));
        return Hash256.ofDoubleSha256(writer.toByteArray());
    }

    private static Hash256 hashOfOutputs(Transaction transaction, int inputIndex, int outputsSigned) {
        ByteWriter writer = new ByteWriter();
        if (outputsSigned == SINGLE && inputIndex < transaction.outputs().size()) {
            transaction.outputs().get(inputIndex).write(writer);
        } else if (outputsSigned != SINGLE && outputsSigned != NONE) {
            transaction.outputs().forEach(output -> output.write(writer));
        } else {
            return Hash256.ZERO;
        }
        return Hash256.ofDoubleSha256(writer.toByteArray());
    }
}
