package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
    @TempDir
    private static Path made;

    private static TestCertificate good;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificate() throws IOException {
        good = TestCertificate.make(made, "good", "EC");
    }

    private String refusal(String certificate, String key) throws IOException {
        TlsFiles files = new TestCertificate(certificate, "", key).write(directory);
        UnusableTlsFilesException e = assertThrows(UnusableTlsFilesException.class, () -> TlsIdentity.load(files));
        assertTrue(e.getMessage().startsWith(e.file() + " "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        return e.file().getFileName()
                + e.getMessage().substring(e.file().toString().length());
    }

    @Test
    void tellsWhoseItIsAndHowLong() throws IOException {
        TlsIdentity identity = TlsIdentity.load(good.write(directory));
        assertEquals(2, identity.chain().size());
        Instant expiry = identity.expiry();
        assertTrue(expiry.isAfter(Instant.now().plus(Duration.ofDays(29))));
        assertTrue(expiry.isBefore(Instant.now().plus(Duration.ofDays(31))));
        assertEquals("CN=good until " + expiry, identity.toString());
    }

    @Test
    void bothMayLieInOneFileAmongComments() throws IOException {
        String all = "Bag Attributes\n" + good.privateKey() + "subject=CN = good\n" + good.chain();
        TlsIdentity.load(new TestCertificate(all, "", all).write(directory));
    }

    @Test
    void saysWhatIsWrongWithTheCertificate() throws IOException {
        assertEquals(
                "pool.crt holds no whole certificate; it must be PEM: a block from BEGIN CERTIFICATE to END CERTIFICATE",
                refusal("", good.privateKey()));
        assertEquals(
                "pool.crt holds no whole certificate; it must be PEM: a block from BEGIN CERTIFICATE to END CERTIFICATE",
                refusal(good.privateKey(), good.privateKey()));
        assertEquals(
                "pool.crt holds a damaged certificate; restore it",
                refusal(TestCertificate.pem("CERTIFICATE", new byte[200]), good.privateKey()));
        assertEquals(
                "pool.crt is damaged: not base64; restore it",
                refusal(good.chain().replace("=", "*").replace("MII", "M!!"), good.privateKey()));
        String reversed = good.authority()
                + good.chain()
                        .substring(0, good.chain().length() - good.authority().length());
        assertEquals(
                "pool.crt is not a chain: certificate 2 did not sign certificate 1; put the server's first, then each"
                        + " issuer",
                refusal(reversed, good.privateKey()));
        assertEquals("pool.crt is longer than a mebibyte; name a PEM file", refusal("x".repeat(2 << 20), ""));
    }

    @Test
    void saysWhatIsWrongWithTheKey() throws IOException {
        assertEquals(
                "pool.key holds no whole private key; it must be PEM: a block from BEGIN PRIVATE KEY to END PRIVATE KEY",
                refusal(good.chain(), good.chain()));
        String convert = "; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";
        assertEquals(
                "pool.key is encrypted" + convert,
                refusal(good.chain(), TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[9])));
        assertEquals(
                "pool.key is not PKCS #8" + convert,
                refusal(
                        good.chain(),
                        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256\n\nAAAA\n"
                                + "-----END RSA PRIVATE KEY-----\n"));
        assertEquals(
                "pool.key is damaged, or neither an RSA, an EC nor an Ed25519 key",
                refusal(good.chain(), TestCertificate.pem("PRIVATE KEY", new byte[50])));
        for (String algorithm : new String[] {"EC", "RSA"}) {
            TestCertificate other = TestCertificate.make(made, "other-" + algorithm, algorithm);
            assertEquals(
                    "pool.key is not the key of the first certificate in " + directory.resolve("pool.crt")
                            + "; name the two that were made together",
                    refusal(good.chain(), other.privateKey()));
        }
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        TlsFiles files = good.write(directory);
        Files.delete(files.privateKey());
        UnusableTlsFilesException e = assertThrows(UnusableTlsFilesException.class, () -> TlsIdentity.load(files));
        assertEquals(files.privateKey() + " does not exist; create it or correct the path", e.getMessage());
        Files.createDirectory(files.privateKey());
        assertEquals(
                files.privateKey(),
                assertThrows(UnusableTlsFilesException.class, () -> TlsIdentity.load(files))
                        .file());
    }
}
