package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node behind a proxy that speaks TLS: its certificate must be one that this Java trusts, and its host's. */
class HttpsNodeTest {
    private static final String PASSWORD = "password";
    private static final String JSON =
            "{\"result\":{\"version\":1,\"subversion\":\"/x/\",\"connections\":8},\"error\":null,\"id\":1}\n";

    @TempDir
    private Path directory;

    private SSLContext before;

    @BeforeEach
    void remember() throws GeneralSecurityException {
        before = SSLContext.getDefault();
    }

    @AfterEach
    void restore() {
        SSLContext.setDefault(before);
    }

    /** With the JDK's own tool, as an operator would. */
    private KeyStore certificateFor(String host) throws Exception {
        Path store = directory.resolve(host + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "san=ip:" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static RawNode node(SSLContext context) throws IOException {
        return new RawNode(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                (out, number) -> {
                    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + JSON.length() + "\r\n\r\n" + JSON;
                    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    return true;
                });
    }

    private static void assertRefused(RawNode node) {
        try (NodeClient client = node.client("https", Duration.ofSeconds(20))) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("cannot be reached by TLS: "), refused.getMessage());
            assertEquals(0, node.requests(), "no password was sent");
        }
    }

    @Test
    void callsGoOverOneConnectionToAHostWithATrustedCertificate() throws Exception {
        SSLContext context = context(certificateFor("127.0.0.1"));
        SSLContext.setDefault(context);
        try (RawNode node = node(context);
                NodeClient client = node.client("https", Duration.ofSeconds(20))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(8, client.networkInfo().connections());
            }
            assertEquals(1, node.connections());
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefusedBeforeThePasswordIsSent() throws Exception {
        try (RawNode node = node(context(certificateFor("127.0.0.1")))) {
            assertRefused(node);
        }
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
        SSLContext context = context(certificateFor("127.0.0.2"));
        SSLContext.setDefault(context);
        try (RawNode node = node(context)) {
            assertRefused(node);
        }
    }
}
