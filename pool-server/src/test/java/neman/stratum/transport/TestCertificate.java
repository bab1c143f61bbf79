package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate of this machine's loopback addresses, signed by an authority of its own; made by the JDK's keytool.
 *
 * @param chain PEM: the certificate, then the authority's
 * @param authority PEM
 * @param privateKey PEM, PKCS #8
 */
public record TestCertificate(String chain, String authority, String privateKey) {
    private static final String PASSWORD = "changeit";

    /** @param algorithm as keytool names it: EC, RSA, Ed25519 */
    public static TestCertificate make(Path directory, String name, String algorithm) throws IOException {
        Path store = directory.resolve(name + ".p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "pool",
                "-signer",
                "ca",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            List<String> chain = new ArrayList<>();
            for (Certificate each : keys.getCertificateChain("pool")) {
                chain.add(pem("CERTIFICATE", each.getEncoded()));
            }
            byte[] key = keys.getKey("pool", PASSWORD.toCharArray()).getEncoded();
            assertEquals(2, chain.size());
            return new TestCertificate(String.join("", chain), chain.get(1), pem("PRIVATE KEY", key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** Writes it as {@code pool.crt} and {@code pool.key}, over what was there. */
    public TlsFiles write(Path directory) throws IOException {
        return new TlsFiles(
                Files.writeString(directory.resolve("pool.crt"), chain),
                Files.writeString(directory.resolve("pool.key"), privateKey));
    }

    /** Writes what a client needs to trust it. */
    public Path writeAuthority(Path directory) throws IOException {
        return Files.writeString(directory.resolve("ca.crt"), authority);
    }
}
