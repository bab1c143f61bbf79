package neman.bitcoin.transaction;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.SignatureDecodeException;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.crypto.internal.CryptoUtils;

/**
 * Pay to witness public key hash (BIP141): the only script that the sandbox lets anyone spend, and that of most signed messages.
 *
 * <p>The digest is ours, because bitcoinj's leaves the hash type's ANYONECANPAY out; the curve is bitcoinj's. What Bitcoin
 * Core demands by policy only (a compressed key, a low S, a known hash type) is demanded here in blocks as well.
 */
public final class WitnessKeyHashScript {
    private static final int COMPRESSED_KEY_BYTES = 33;

    private WitnessKeyHashScript() {}

    /** Whether that input's witness allows to spend {@code spent}. */
    public static boolean isSpentBy(TransactionOutput spent, Transaction transaction, int inputIndex) {
        Optional<byte[]> keyHash = WitnessSignatureHash.keyHashOf(spent.script());
        TransactionInput input = transaction.inputs().get(inputIndex);
        List<byte[]> witness = input.witness();
        if (keyHash.isEmpty() || input.scriptSig().length != 0 || witness.size() != 2) {
            return false;
        }
        byte[] publicKey = witness.get(1);
        boolean rightKey = publicKey.length == COMPRESSED_KEY_BYTES
                && Arrays.equals(CryptoUtils.sha256hash160(publicKey), keyHash.get());
        return rightKey
                && isSigned(witness.get(0), publicKey, keyHash.get(), spent.valueSats(), transaction, inputIndex);
    }

    private static boolean isSigned(
            byte[] signature,
            byte[] publicKey,
            byte[] keyHash,
            long valueSats,
            Transaction transaction,
            int inputIndex) {
        if (!TransactionSignature.isEncodingCanonical(signature)) {
            return false;
        }
        int type = Byte.toUnsignedInt(signature[signature.length - 1]);
        byte[] scriptCode = WitnessSignatureHash.scriptCodeOfKeyHash(keyHash);
        byte[] digest = WitnessSignatureHash.digest(transaction, inputIndex, scriptCode, valueSats, type);
        try {
            ECKey.ECDSASignature decoded =
                    ECKey.ECDSASignature.decodeFromDER(Arrays.copyOf(signature, signature.length - 1));
            return decoded.isCanonical() && ECKey.verify(digest, decoded, publicKey);
        } catch (SignatureDecodeException | IllegalArgumentException notASignatureOrKey) {
            return false;
        }
    }
}
