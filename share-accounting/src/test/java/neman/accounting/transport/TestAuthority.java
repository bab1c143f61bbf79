package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of a site's own, which signs certificates of the loopback address; by the JDK's keytool. Files are PEM. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final String name;

    private TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    static TestAuthority create(Path directory, String name) throws IOException {
        TestAuthority authority = new TestAuthority(directory, name);
        authority.keytool("-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c");
        authority.keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-file",
                authority.certificate().toString());
        return authority;
    }

    Path certificate() {
        return directory.resolve(name + ".pem");
    }

    /** Of 127.0.0.1, signed by this. Writes the certificate and its key. */
    RedisAddress.Client sign(String subject) throws IOException {
        Path request = directory.resolve(subject + ".csr");
        Path signed = directory.resolve(subject + ".pem");
        Path key = directory.resolve(subject + ".key");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", subject, "-dname", "CN=" + subject);
        keytool("-certreq", "-alias", subject, "-file", request.toString());
        keytool(
                "-gencert",
                "-rfc",
                "-alias",
                name,
                "-ext",
                "san=ip:127.0.0.1",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString());
        try (InputStream in = Files.newInputStream(store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            byte[] secret = keys.getKey(subject, PASSWORD.toCharArray()).getEncoded();
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret);
            Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new RedisAddress.Client(signed, key);
    }

    private Path store() {
        return directory.resolve(name + ".p12");
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertEquals(0, process.waitFor(), said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
