package neman.bitcoin;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 (FIPS 180-4), single and double, on the JDK's {@link MessageDigest}, which uses the processor's SHA extensions.
 *
 * <p>One digest object per thread: creating one costs more than hashing a header.
 */
public final class Sha256 {
    public static final int HASH_BYTES = 32;

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::newDigest);

    private Sha256() {}

    /** A fresh digest, for callers that prime one and {@code clone()} it. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** SHA-256 over the concatenation of {@code parts}. */
    public static byte[] hash(byte[]... parts) {
        MessageDigest digest = DIGEST.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** SHA-256 of SHA-256 over the concatenation of {@code parts}, as headers, transactions and merkle nodes use it. */
    public static byte[] doubleHash(byte[]... parts) {
        byte[] first = hash(parts);
        return DIGEST.get().digest(first);
    }

    /**
     * Double SHA-256 of {@code length} bytes of {@code input} from {@code offset}, written to {@code output} from
     * {@code outputOffset} on (32 bytes; it may overlap the input). Allocates nothing.
     */
    public static void doubleHash(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        MessageDigest digest = DIGEST.get();
        try {
            digest.update(input, offset, length);
            digest.digest(output, outputOffset, HASH_BYTES);
            digest.update(output, outputOffset, HASH_BYTES);
            digest.digest(output, outputOffset, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for 32 bytes of hash at " + outputOffset, e);
        }
    }
}
