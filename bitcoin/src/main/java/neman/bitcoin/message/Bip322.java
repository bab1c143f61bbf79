package neman.bitcoin.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.Sha256;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import neman.bitcoin.transaction.WitnessKeyHashScript;

/**
 * Generic signed messages (BIP322) in their simple form: the message becomes an output that cannot exist, and its signature is the
 * witness of a transaction that spends it.
 */
final class Bip322 {
    private static final byte[] TAG_HASH = Sha256.hash("BIP0322-signed-message".getBytes(StandardCharsets.UTF_8));
    private static final byte[] OP_RETURN = {0x6a};
    private static final byte SIGHASH_ALL = 1;

    private Bip322() {}

    /**
     * @param script of a P2WPKH address
     * @param signature base64 of a witness stack
     */
    static boolean isSigned(byte[] script, String message, String signature) {
        try {
            List<byte[]> witness = witness(Base64.getDecoder().decode(signature));
            if (witness.isEmpty() || !endsWithSighashAll(witness.get(0))) {
                return false;
            }
            Transaction signed = toSign(script, message, witness);
            return WitnessKeyHashScript.isSpentBy(new TransactionOutput(0, script), signed, 0);
        } catch (IllegalArgumentException notAWitness) {
            return false;
        }
    }

    /** Any other type would leave part of the transaction unsigned. */
    private static boolean endsWithSighashAll(byte[] signature) {
        return signature.length > 0 && signature[signature.length - 1] == SIGHASH_ALL;
    }

    private static List<byte[]> witness(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int count = reader.readCount(1);
        List<byte[]> stack = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stack.add(reader.readPrefixedBytes());
        }
        reader.expectEnd();
        return stack;
    }

    /** Not a transaction of any chain: its only input spends nothing that is there. */
    static Transaction toSpend(byte[] script, String message) {
        byte[] scriptSig =
                new ByteWriter().writeByte(0).writePrefixedBytes(hash(message)).toByteArray();
        TransactionInput input = new TransactionInput(Optional.empty(), scriptSig, 0, List.of());
        return new Transaction(0, List.of(input), List.of(new TransactionOutput(0, script)), 0);
    }

    static Transaction toSign(byte[] script, String message, List<byte[]> witness) {
        Hash256 spent = toSpend(script, message).txid();
        TransactionInput input = new TransactionInput(Optional.of(new OutPoint(spent, 0)), new byte[0], 0, witness);
        return new Transaction(0, List.of(input), List.of(new TransactionOutput(0, OP_RETURN)), 0);
    }

    /** BIP340's tagged hash. */
    static byte[] hash(String message) {
        return Sha256.hash(TAG_HASH, TAG_HASH, message.getBytes(StandardCharsets.UTF_8));
    }
}
