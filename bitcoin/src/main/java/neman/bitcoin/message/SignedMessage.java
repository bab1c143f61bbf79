package neman.bitcoin.message;

import java.security.SignatureException;
import java.util.Arrays;
import neman.bitcoin.PayoutAddress;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.internal.CryptoUtils;

/**
 * Whether a text was signed with the key of an address: as Bitcoin Core's {@code signmessage} and hardware wallets do it (BIP137,
 * for P2PKH, P2WPKH, and P2WPKH in P2SH), or by BIP322's simple form for P2WPKH.
 *
 * <p>Scripts of several keys and taproot are not looked into.
 */
public final class SignedMessage {
    /** Longer signatures are refused unread; BIP322's for P2WPKH have 144 characters. */
    public static final int MAX_SIGNATURE_CHARACTERS = 400;

    /** A recoverable signature of 65 bytes in base64. */
    private static final int BIP137_CHARACTERS = 88;

    /** What became of a check. */
    public enum Verdict {
        VALID,
        INVALID,
        /** The address is of a kind that messages are not checked for here. */
        UNSUPPORTED_ADDRESS
    }

    private enum Kind {
        KEY_HASH,
        WITNESS_KEY_HASH,
        SCRIPT_HASH,
        OTHER
    }

    private SignedMessage() {}

    /** @param signature base64 */
    public static Verdict check(PayoutAddress address, String message, String signature) {
        byte[] script = address.script();
        Kind kind = kindOf(script);
        if (kind == Kind.OTHER) {
            return Verdict.UNSUPPORTED_ADDRESS;
        }
        boolean valid = signature.length() == BIP137_CHARACTERS
                ? isSignedByKey(kind, script, message, signature)
                : kind == Kind.WITNESS_KEY_HASH
                        && signature.length() <= MAX_SIGNATURE_CHARACTERS
                        && Bip322.isSigned(script, message, signature);
        return valid ? Verdict.VALID : Verdict.INVALID;
    }

    private static Kind kindOf(byte[] script) {
        return switch (script.length) {
            case 25 -> Kind.KEY_HASH; // DUP HASH160 <20 bytes> EQUALVERIFY CHECKSIG
            case 23 -> Kind.SCRIPT_HASH; // HASH160 <20 bytes> EQUAL
            case 22 -> Kind.WITNESS_KEY_HASH; // 0 <20 bytes>
            default -> Kind.OTHER;
        };
    }

    /** The signature gives the key, the key the address: whichever kind the signature's first byte names. */
    private static boolean isSignedByKey(Kind kind, byte[] script, String message, String signature) {
        try {
            ECKey key = ECKey.signedMessageToKey(message, signature);
            byte[] keyHash = CryptoUtils.sha256hash160(key.getPubKey());
            return switch (kind) {
                case KEY_HASH -> Arrays.equals(script, 3, 23, keyHash, 0, 20);
                case WITNESS_KEY_HASH -> key.isCompressed() && Arrays.equals(script, 2, 22, keyHash, 0, 20);
                default ->
                    key.isCompressed()
                            && Arrays.equals(script, 2, 22, CryptoUtils.sha256hash160(witnessKeyHash(keyHash)), 0, 20);
            };
        } catch (SignatureException | IllegalArgumentException notASignature) {
            return false;
        }
    }

    private static byte[] witnessKeyHash(byte[] keyHash) {
        byte[] script = new byte[22];
        script[1] = 20;
        System.arraycopy(keyHash, 0, script, 2, 20);
        return script;
    }
}
