package neman.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** Makes self-signed certificates of the loopback addresses with the JDK's keytool. */
public final class TestCertificate {
    private static final String PASSWORD = "changeit";

    private TestCertificate() {}

    /**
     * Writes {@code NAME.crt} and {@code NAME.key}, PEM, with the subject {@code CN=NAME}.
     *
     * @param daysLeft none or fewer for one that has expired
     */
    public static void write(Path directory, String name, int daysLeft) throws IOException {
        Path store = directory.resolve(name + ".p12");
        Files.deleteIfExists(store);
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "pool",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-startdate",
                        "-60d",
                        "-validity",
                        Integer.toString(60 + daysLeft),
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try (InputStream in = Files.newInputStream(store)) {
            assertEquals(0, process.waitFor(), said);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            byte[] certificate = keys.getCertificate("pool").getEncoded();
            byte[] key = keys.getKey("pool", PASSWORD.toCharArray()).getEncoded();
            Files.writeString(directory.resolve(name + ".crt"), pem("CERTIFICATE", certificate));
            Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(said, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
