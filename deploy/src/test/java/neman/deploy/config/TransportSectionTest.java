package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.deploy.TestCertificate;
import neman.stratum.transport.AddressRange;
import neman.stratum.transport.PortTransport;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportSectionTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeCertificates() throws IOException {
        TestCertificate.write(directory, "pool", 30);
        TestCertificate.write(directory, "other", 30);
    }

    private static PortTransport read(String port) throws ConfigurationException {
        String text = "stratum:\n  - listen: 0.0.0.0:1\n" + port;
        PoolConfiguration read = new ConfigurationReader("pool.yaml", directory, new Environment(Map.of())).read(text);
        return read.stratum().get(0).transport();
    }

    private static void assertOnlyFault(int line, String message, String port) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> read(port));
        assertEquals(List.of(new Fault(line, message)), e.faults());
    }

    @Test
    void aPortIsPlainUnlessItSaysOtherwise() throws ConfigurationException {
        assertEquals(PortTransport.PLAIN, read(""));
    }

    @Test
    void readsTlsAndLoadBalancers() throws ConfigurationException {
        TlsFiles files = new TlsFiles(directory.resolve("pool.crt"), directory.resolve("pool.key"));
        PortTransport transport = read("""
                    tls: {certificate: pool.crt, private-key: pool.key}
                    proxy-protocol-from: [10.0.0.0/8, "::1/128"]
                """);
        assertEquals(Optional.of(new TlsSettings(files, false)), transport.tls());
        assertEquals(
                List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1/128")),
                transport.proxyProtocolFrom());
        assertEquals(
                Optional.of(new TlsSettings(files, true)),
                read("    tls: {certificate: pool.crt, private-key: pool.key, only: true}\n")
                        .tls());
    }

    @Test
    void namesTheLineOfAFileThatIsMissing() {
        assertOnlyFault(
                5,
                "stratum[].tls.private-key: " + directory.resolve("none.key")
                        + " does not exist; create it or correct the path",
                "    tls:\n      certificate: pool.crt\n      private-key: none.key\n");
        assertOnlyFault(3, "stratum[].tls.private-key is missing", "    tls: {certificate: pool.crt}\n");
    }

    @Test
    void namesTheLineOfAKeyThatDoesNotMatch() {
        assertOnlyFault(
                5,
                "stratum[].tls.private-key: " + directory.resolve("other.key")
                        + " is not the key of the first certificate in " + directory.resolve("pool.crt")
                        + "; name the two that were made together",
                "    tls:\n      certificate: pool.crt\n      private-key: other.key\n");
    }

    @Test
    void namesTheLineOfAFileThatIsNoCertificate() throws IOException {
        Files.writeString(directory.resolve("words"), "just words\n");
        assertOnlyFault(
                4,
                "stratum[].tls.certificate: " + directory.resolve("words")
                        + " holds no whole certificate; it must be PEM:"
                        + " a block from BEGIN CERTIFICATE to END CERTIFICATE",
                "    tls:\n      certificate: words\n      private-key: pool.key\n");
    }

    @Test
    void namesTheLineOfABadRange() {
        assertOnlyFault(
                5,
                "stratum[].proxy-protocol-from: '10.0.0.1/8' has bits beyond its prefix; the range it lies in is 10.0.0.0/8",
                "    proxy-protocol-from:\n      - 192.0.2.0/24\n      - 10.0.0.1/8\n");
        assertOnlyFault(
                3,
                "stratum[].proxy-protocol-from: 'balancer' is not an address range such as 10.0.0.0/8 or 2001:db8::/32",
                "    proxy-protocol-from: [balancer]\n");
        assertOnlyFault(
                3,
                "stratum[].proxy-protocol-from: must be a list in square brackets, or with a hyphen before each item",
                "    proxy-protocol-from: 10.0.0.0/8\n");
        ConfigurationException e = assertThrows(
                ConfigurationException.class, () -> read("    proxy-protocol-from: [10.0.0.0/8, ::1/128]\n"));
        assertTrue(e.getMessage().endsWith("an IPv6 address in brackets needs quotes: \"::1/128\""), e.getMessage());
    }
}
