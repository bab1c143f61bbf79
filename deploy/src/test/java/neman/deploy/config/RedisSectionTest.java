package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.deploy.TestCertificate;
import neman.stratum.transport.TlsFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisSectionTest {
    @TempDir
    static Path directory;

    @BeforeAll
    static void makeFiles() throws IOException {
        TestCertificate.write(directory, "redis-ca", 30);
        TestCertificate.write(directory, "pool", 30);
        Files.writeString(directory.resolve("word"), "sentinel word\n");
        Files.writeString(directory.resolve("text"), "just words\n");
    }

    private static RedisAccess read(String redis) throws ConfigurationException {
        return reader().read("redis: " + redis + "\n").redis().orElseThrow();
    }

    private static ConfigurationReader reader() {
        return new ConfigurationReader("pool.yaml", directory, new Environment(Map.of()));
    }

    private static void assertOnlyFault(String fault, String redis) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> read(redis));
        assertEquals(List.of(fault), e.faults().stream().map(Fault::message).toList());
    }

    @Test
    void readsWhomToTrustAndWhoWeAre() throws Exception {
        RedisAccess access = read("{url: rediss://r, password: data word, authority: redis-ca.crt,"
                + " certificate: pool.crt, private-key: pool.key}");
        TlsFiles client = new TlsFiles(directory.resolve("pool.crt"), directory.resolve("pool.key"));
        assertEquals(
                new RedisAccess(
                        URI.create("rediss://r"),
                        Optional.of("data word"),
                        Optional.empty(),
                        Optional.of(new RedisAccess.Tls(
                                Optional.of(directory.resolve("redis-ca.crt")), Optional.of(client)))),
                access);
        assertFalse(access.toString().contains("word"));
    }

    @Test
    void readsThePasswordOfSentinels() throws Exception {
        String url = "redis-sentinel://a:26379,b:26380/1#pool";
        RedisAccess access = read("{url: '" + url + "', sentinel-password-file: word}");
        assertEquals(Optional.of("sentinel word"), access.sentinelPassword());
        assertEquals(Optional.empty(), access.password());
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        assertOnlyFault(
                "redis.authority: is for TLS only; write rediss in the URL, not redis",
                "{url: redis://r, authority: redis-ca.crt}");
        assertOnlyFault(
                "redis.sentinel-password: the URL names no sentinels", "{url: redis://r, sentinel-password: x}");
        assertOnlyFault(
                "redis.certificate: certificate and private-key belong together",
                "{url: rediss://r, certificate: pool.crt}");
        assertOnlyFault(
                "redis.sentinel-password-file: only one of sentinel-password and sentinel-password-file can hold",
                "{url: 'redis-sentinel://a#pool', sentinel-password: x, sentinel-password-file: word}");
    }

    @Test
    void looksIntoTheFiles() {
        assertOnlyFault(
                "redis.authority: cannot read " + directory.resolve("none") + ", does it exist and is it this user's?",
                "{url: rediss://r, authority: none}");
        assertOnlyFault(
                "redis.authority: " + directory.resolve("text") + " holds no certificate in PEM",
                "{url: rediss://r, authority: text}");
        assertOnlyFault(
                "redis.private-key: " + directory.resolve("redis-ca.key")
                        + " is not the key of the first certificate in " + directory.resolve("pool.crt")
                        + "; name the two that were made together",
                "{url: rediss://r, certificate: pool.crt, private-key: redis-ca.key}");
    }
}
