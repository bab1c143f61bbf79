package neman.payout.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeysTest {
    private static final byte[] DIGEST = new byte[32];

    @TempDir
    private Path directory;

    @Test
    void whatTheFileSignsTheWordVerifies() throws Exception {
        Path file = directory.resolve("alice.key");
        PublicKey key = OperatorKeys.generate(file);
        PublicKey read = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(OperatorKeys.text(key))));
        byte[] signature = OperatorKeys.sign(OperatorKeys.read(file), DIGEST);
        assertTrue(OperatorKeys.verifies(read, DIGEST, signature));
        signature[0] ^= 1;
        assertFalse(OperatorKeys.verifies(read, DIGEST, signature));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertThrows(FileAlreadyExistsException.class, () -> OperatorKeys.generate(file));
    }

    /** RFC 8410, section 10.3, and RFC 8032, section 7.1, test 1 for another key: keys that other programs wrote. */
    @Test
    void readsKeysOfOtherPrograms() throws Exception {
        Path file = write("""
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """);
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        Base64.getDecoder().decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")));
        assertTrue(OperatorKeys.verifies(key, DIGEST, OperatorKeys.sign(OperatorKeys.read(file), DIGEST)));

        String seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + seed);
        Path other = write("-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n");
        assertEquals(
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
                HexFormat.of().formatHex(OperatorKeys.sign(OperatorKeys.read(other), new byte[0])));
    }

    private Path write(String text) throws IOException {
        Path file = Files.createTempFile(directory, "key", ".pem");
        return Files.writeString(file, text);
    }

    @Test
    void aKeyThatOthersCanReadIsNoKey() throws Exception {
        Path file = directory.resolve("alice.key");
        OperatorKeys.generate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertRefused(file, "chmod 600");
    }

    @Test
    void whatHoldsNoKeyIsSaid() throws Exception {
        assertRefused(directory.resolve("missing"), "there is no key file");
        assertRefused(write("hello"), "holds no private key");
        assertRefused(write("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "holds no Ed25519 key");
        assertRefused(write("x".repeat(5_000)), "too long");
        PrivateKey other = java.security.KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate();
        assertRefused(
                write("-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(other.getEncoded())
                        + "\n-----END PRIVATE KEY-----\n"),
                "holds no Ed25519 key");
    }

    private static void assertRefused(Path file, String message) {
        IOException refused = assertThrows(IOException.class, () -> OperatorKeys.read(file));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
