package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import neman.deploy.TestCertificate;
import neman.deploy.wiring.Check.Finding;
import neman.stratum.transport.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCheckTest {
    @TempDir
    private Path directory;

    private Finding finding(int daysLeft) throws IOException {
        TestCertificate.write(directory, "pool", daysLeft);
        return TlsCheck.finding(
                new TlsFiles(directory.resolve("pool.crt"), directory.resolve("pool.key")), Instant.now());
    }

    @Test
    void tellsWhoseACertificateIsAndHowLongItIsGood() throws IOException {
        Finding good = finding(100);
        assertTrue(good.sound());
        assertTrue(
                good.detail().startsWith(directory.resolve("pool.crt") + " (CN=pool) is good until "), good.detail());
        assertTrue(good.detail().endsWith(", 99 days"), good.detail());
    }

    @Test
    void urgesWhereTheEndIsNear() throws IOException {
        Finding near = finding(10);
        assertTrue(near.sound());
        assertTrue(near.detail().endsWith(", 9 days; renew it"), near.detail());
    }

    @Test
    void anExpiredCertificateIsAProblem() throws IOException {
        Finding expired = finding(-10);
        assertFalse(expired.sound());
        assertTrue(expired.detail().matches(".* has expired on \\d{4}-\\d\\d-\\d\\d; renew it"), expired.detail());
    }

    @Test
    void saysWhatIsWrongWithTheFiles() {
        Path none = directory.resolve("none");
        assertEquals(
                new Finding("tls", false, none + " does not exist; create it or correct the path"),
                TlsCheck.finding(new TlsFiles(none, none), Instant.now()));
    }
}
