package neman.payout.desk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Operators' Ed25519 keys (RFC 8032). A private key is a file of its own, PKCS #8 in PEM (RFC 8410) as other programs read and
 * write it, for its owner's eyes only; a public key is one word of the configuration.
 */
public final class OperatorKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_FILE_BYTES = 4_096;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private OperatorKeys() {}

    /**
     * Makes a key pair and writes the private key.
     *
     * @param file must not exist
     * @return the public key, for the configuration
     * @throws IOException where the file exists or cannot be written
     */
    public static PublicKey generate(Path file) throws IOException {
        KeyPair pair = newPair();
        String text = BEGIN + "\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n" + END + "\n";
        // Made with these rights, so that there is no moment at which others can read it.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
        return pair.getPublic();
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has " + ALGORITHM, e);
        }
    }

    /** As the configuration has it: Base64 of its X.509 SubjectPublicKeyInfo. */
    public static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /**
     * @throws IOException with a sentence where the file cannot be read, is somebody else's to read too, or holds no such key
     */
    public static PrivateKey read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no key file " + file);
        }
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException("the key file " + file + " can be read or changed by others: chmod 600 " + file);
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("the file " + file + " is too long for a key");
        }
        return parse(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }

    private static PrivateKey parse(Path file, String text) throws IOException {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("the file " + file + " holds no private key (PKCS #8 in PEM), or an encrypted one");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IOException("the file " + file + " holds no Ed25519 key: " + e.getMessage(), e);
        }
    }

    /** Over the 32 bytes of a batch's digest. */
    public static byte[] sign(PrivateKey key, byte[] digest) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(digest);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key that signs with " + ALGORITHM, e);
        }
    }

    public static boolean verifies(PublicKey key, byte[] digest, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(digest);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
