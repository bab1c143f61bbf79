package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import neman.stratum.server.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPortTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    private static Path made;

    private static TestCertificate old;
    private static TestCertificate renewed;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificates() throws IOException {
        old = TestCertificate.make(made, "old", "EC");
        renewed = TestCertificate.make(made, "renewed", "EC");
    }

    private PortServer start(boolean only, Duration patience, String... proxies) throws IOException {
        List<AddressRange> ranges =
                List.of(proxies).stream().map(AddressRange::parse).toList();
        TlsSettings tls = new TlsSettings(old.write(directory), only);
        return new PortServer(new PortTransport(Optional.of(tls), ranges), patience);
    }

    private static int readUntilEnd(Socket socket) throws IOException {
        return socket.getInputStream().readAllBytes().length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void servesTlsAndPlainOnOnePort(String protocol) throws IOException {
        try (PortServer port = start(false, PATIENT);
                TlsClient tls = new TlsClient(port.connect(), old, protocol);
                Socket plain = port.connect()) {
            assertEquals("127.0.0.1 hello", tls.call("hello"));
            assertEquals("127.0.0.1 " + "x".repeat(50_000), tls.call("x".repeat(50_000)));
            assertEquals(protocol, tls.protocol());
            assertEquals("CN=old", tls.subject());
            plain.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(
                    "127.0.0.1 hello\n", new String(plain.getInputStream().readNBytes(16), StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "Ed25519"})
    void servesOtherKindsOfKey(String algorithm) throws IOException {
        TestCertificate other = TestCertificate.make(made, algorithm, algorithm);
        TlsSettings tls = new TlsSettings(other.write(directory), true);
        try (PortServer port = new PortServer(new PortTransport(Optional.of(tls), List.of()), PATIENT);
                TlsClient client = new TlsClient(port.connect(), other)) {
            assertEquals("127.0.0.1 hello", client.call("hello"));
        }
    }

    /** An end and no reset: read to the end without an exception, whatever was still on its way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 100_000})
    void aPlainClientOnATlsOnlyPortSeesACleanEnd(int bytes) throws IOException {
        try (PortServer port = start(true, PATIENT);
                Socket plain = port.connect()) {
            plain.getOutputStream().write("{".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
            assertEquals(0, readUntilEnd(plain));
        }
    }

    @Test
    void aClientThatStaysAfterACleanEndIsCut() throws IOException {
        try (PortServer port = start(true, PATIENT);
                Socket plain = port.connect()) {
            plain.getOutputStream().write('{');
            assertEquals(0, readUntilEnd(plain));
            assertThrows(IOException.class, () -> {
                while (true) {
                    plain.getOutputStream().write(new byte[1 << 16]);
                }
            });
        }
    }

    @Test
    void aHandshakeIsBoundedInTime() throws IOException {
        byte[] halfARecord = {0x16, 3, 1, 2, 0, 1, 0};
        for (byte[] sent : List.of(new byte[0], new byte[] {0x16}, halfARecord)) {
            try (PortServer port = start(false, Duration.ofMillis(300));
                    Socket client = port.connect()) {
                client.getOutputStream().write(sent);
                readUntilEnd(client);
            }
        }
    }

    /** One byte just before each bound would be enough if the bound were on silence. */
    @Test
    void aHandshakeThatTricklesIsBoundedInTimeToo() throws IOException {
        try (PortServer port = start(false, Duration.ofMillis(500));
                Socket client = port.connect()) {
            client.setSoTimeout(50);
            client.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 400; i++) {
                    readOrTimeOut(client);
                    client.getOutputStream().write(0);
                }
            });
        }
    }

    private static void readOrTimeOut(Socket client) throws IOException {
        try {
            while (client.getInputStream().read() >= 0) {
                continue;
            }
            throw new IOException("closed");
        } catch (SocketTimeoutException e) {
            return; // still open
        }
    }

    @Test
    void garbageThatBeginsLikeTlsEndsTheConnection() throws IOException {
        try (PortServer port = start(false, PATIENT);
                Socket client = port.connect()) {
            client.getOutputStream().write(("\u0016" + "{".repeat(100)).getBytes(StandardCharsets.US_ASCII));
            readUntilEnd(client);
        }
    }

    @Test
    void aPatientClientMayFallSilentAfterItsHandshake() throws IOException {
        try (PortServer port = start(true, Duration.ofSeconds(3));
                TlsClient slow = new TlsClient(port.connect(), old);
                Socket clock = port.connect()) {
            readUntilEnd(clock); // came later and has been closed for its silence
            assertEquals("127.0.0.1 hello", slow.call("hello"));
        }
    }

    @Test
    void tlsFollowsAProxyHeader() throws IOException {
        try (PortServer port = start(true, PATIENT, "127.0.0.0/8")) {
            Socket socket = port.connect();
            socket.getOutputStream()
                    .write("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n".getBytes(StandardCharsets.US_ASCII));
            try (TlsClient client = new TlsClient(socket, old)) {
                assertEquals("203.0.113.7 hello", client.call("hello"));
            }
        }
    }

    @Test
    void aStrangersProxyHeaderIsRefusedOnATlsPortToo() throws IOException {
        try (PortServer port = start(false, PATIENT, "10.0.0.0/8");
                Socket socket = port.connect()) {
            socket.getOutputStream()
                    .write("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(0, readUntilEnd(socket));
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws IOException {
        try (PortServer port = start(true, PATIENT);
                TlsClient before = new TlsClient(port.connect(), old)) {
            renewed.write(directory);
            port.certificates.reload();
            try (TlsClient after = new TlsClient(port.connect(), renewed)) {
                assertEquals("CN=renewed", after.subject());
                assertEquals("127.0.0.1 hello", after.call("hello"));
            }
            assertEquals("127.0.0.1 hello", before.call("hello"));
            assertEquals("CN=old", before.subject());
        }
    }

    @Test
    void aChangeOfTheFilesIsSeenWithoutBeingTold() throws IOException {
        try (PortServer port = start(true, PATIENT)) {
            renewed.write(directory);
            Await.until("the new certificate is shown", () -> shows(port, renewed));
        }
    }

    private static boolean shows(PortServer port, TestCertificate expected) {
        try (TlsClient client = new TlsClient(port.connect(), expected)) {
            return client.call("hello").endsWith("hello");
        } catch (SSLHandshakeException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOneBefore() throws IOException {
        try (PortServer port = start(true, PATIENT)) {
            Files.writeString(directory.resolve("pool.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
            port.certificates.reload();
            assertEquals(true, shows(port, old));
            Files.delete(directory.resolve("pool.key"));
            port.certificates.reload();
            assertEquals(true, shows(port, old));
        }
    }
}
