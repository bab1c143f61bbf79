package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import neman.stratum.miner.ServerTrust;
import neman.stratum.transport.AddressRange;
import neman.stratum.transport.PortTransport;
import neman.stratum.transport.TestCertificate;
import neman.stratum.transport.TlsSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares over TLS and behind a load balancer, from the miner's socket to the journal. */
class TlsMiningTest {
    @TempDir
    private Path directory;

    private final AtomicReference<String> disconnected = new AtomicReference<>("");
    private TestCertificate certificate;
    private PortTransport tls;

    @BeforeEach
    void makeCertificate() throws IOException {
        certificate = TestCertificate.make(directory, "pool", "EC");
        tls = new PortTransport(Optional.of(new TlsSettings(certificate.write(directory), false)), List.of());
    }

    private CpuMiner miner(String scheme, String host, TestPool pool, ServerTrust trust) {
        URI url = URI.create(scheme + "://" + host + ":" + pool.address().getPort());
        MinerListener listener = new MinerListener() {
            @Override
            public void onDisconnected(String reason) {
                disconnected.set(reason);
            }
        };
        MinerSettings settings = new MinerSettings(url, TestMiner.USER, "x", 1, 100_000, Duration.ofMillis(20), trust);
        return new CpuMiner(settings, listener);
    }

    @Test
    void minersWithAndWithoutTlsShareAPort() throws IOException {
        try (TestPool pool = new TestPool(directory, tls);
                CpuMiner plain = miner("stratum+tcp", "127.0.0.1", pool, ServerTrust.ofThisMachine());
                CpuMiner ssl =
                        miner("stratum+ssl", "127.0.0.1", pool, ServerTrust.of(certificate.writeAuthority(directory)));
                CpuMiner believer = miner("stratum+tls", "127.0.0.1", pool, ServerTrust.ofAnybody())) {
            pool.work(1);
            for (CpuMiner miner : List.of(plain, ssl, believer)) {
                miner.start();
                Await.until("three shares", () -> miner.accepted() >= 3);
                assertEquals(0, miner.rejected());
            }
        }
        assertEquals("", disconnected.get());
    }

    @Test
    void aConnectionOutlivesTheCertificateThatItBeganWith() throws IOException {
        ServerTrust trust = ServerTrust.of(certificate.writeAuthority(directory));
        try (TestPool pool = new TestPool(directory, tls);
                CpuMiner before = miner("stratum+ssl", "127.0.0.1", pool, trust)) {
            pool.work(1);
            before.start();
            Await.until("a share", () -> before.accepted() >= 1);
            TestCertificate renewed = TestCertificate.make(directory, "renewed", "EC");
            renewed.write(directory);
            pool.server.reloadCertificates();
            long sharesBefore = before.accepted();
            Path newAuthority = renewed.writeAuthority(directory);
            try (CpuMiner after = miner("stratum+ssl", "127.0.0.1", pool, ServerTrust.of(newAuthority))) {
                after.start();
                Await.until("a share by the new certificate", () -> after.accepted() >= 1);
            }
            Await.until("another share by the old one", () -> before.accepted() > sharesBefore);
        }
        assertEquals("", disconnected.get());
    }

    @Test
    void aMinerLeavesWhatItDoesNotBelieve() throws IOException {
        try (TestPool pool = new TestPool(directory, tls);
                CpuMiner miner = miner("stratum+ssl", "127.0.0.1", pool, ServerTrust.ofThisMachine())) {
            miner.start();
            Await.until("it says so", () -> disconnected.get().contains("certification path"));
        }
        disconnected.set("");
        ServerTrust trust = ServerTrust.of(certificate.writeAuthority(directory));
        try (TestPool pool = new TestPool(directory, tls);
                CpuMiner miner = miner("stratum+ssl", "127.0.0.2", pool, trust)) {
            miner.start();
            Await.until("it says so", () -> !disconnected.get().isEmpty());
        }
    }

    @Test
    void aFileToBelieveMustHoldCertificates() throws IOException {
        Path words = Files.writeString(directory.resolve("words"), "just words");
        assertEquals(
                words + " holds no certificate; it must be PEM",
                assertThrows(IllegalArgumentException.class, () -> ServerTrust.of(words))
                        .getMessage());
        Path none = directory.resolve("none");
        assertEquals(
                "there is no file " + none,
                assertThrows(IllegalArgumentException.class, () -> ServerTrust.of(none))
                        .getMessage());
    }

    @Test
    void aPoolWithoutAUsableCertificateDoesNotStart() throws IOException {
        Files.delete(directory.resolve("pool.key"));
        IOException e = assertThrows(IOException.class, () -> new TestPool(directory, tls));
        assertTrue(e.getMessage().startsWith(directory.resolve("pool.key") + " does not exist"), e.getMessage());
    }

    @Test
    void minesBehindALoadBalancer() throws IOException {
        PortTransport balanced = new PortTransport(Optional.empty(), List.of(AddressRange.parse("127.0.0.0/8")));
        try (TestPool pool = new TestPool(directory, balanced);
                TestMiner miner = pool.connect()) {
            pool.work(1);
            miner.sendBytes("PROXY TCP4 203.0.113.7 127.0.0.1 5 3333\r\n".getBytes(StandardCharsets.US_ASCII));
            miner.begin();
            miner.assertAccepted(miner.submit(miner.solve(TestPool.EASY.target())));
        }
    }

    /** Also where the port knows of no load balancer at all: a header is no request. */
    @Test
    void aSpoofedHeaderEndsTheConnection() throws IOException {
        for (PortTransport transport : List.of(PortTransport.PLAIN, tls)) {
            for (String header : List.of(
                    "PROXY TCP4 203.0.113.7 127.0.0.1 5 3333\r\n",
                    "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\fabcdefghabcd")) {
                try (TestPool pool = new TestPool(directory, transport);
                        TestMiner miner = pool.connect()) {
                    miner.send(header);
                    assertNull(miner.line());
                }
            }
        }
    }
}
