package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import neman.accounting.embedded.RedisProcess;
import neman.accounting.journal.CountingWaiter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real master and a real sentinel that speak TLS only, ask for our certificate and have a password each. */
class SecuredRedisTest {
    private static final Optional<String> DATA_WORD = Optional.of("data word");
    private static final Optional<String> SENTINEL_WORD = Optional.of("sentinel word");

    @TempDir
    static Path directory;

    private static TestAuthority authority;
    private static RedisAddress.Client client;
    private static RedisProcess master;
    private static RedisProcess sentinel;

    @BeforeAll
    static void startServers() throws IOException {
        authority = TestAuthority.create(directory, "site");
        RedisAddress.Client server = authority.sign("server");
        client = authority.sign("pool");
        List<String> tls = List.of(
                "port 0",
                "tls-port PORT",
                "tls-replication yes",
                "tls-cert-file " + server.certificate(),
                "tls-key-file " + server.key(),
                "tls-ca-cert-file " + authority.certificate());
        master = RedisProcess.start(directory.resolve("master"), false, with(tls, "requirepass \"data word\""));
        sentinel = RedisProcess.start(
                directory.resolve("sentinel"),
                true,
                with(
                        tls,
                        "sentinel monitor pool 127.0.0.1 " + master.port() + " 1",
                        "sentinel auth-pass pool \"data word\"",
                        "requirepass \"sentinel word\""));
    }

    @AfterAll
    static void stopServers() throws IOException {
        sentinel.close();
        master.close();
    }

    private static List<String> with(List<String> settings, String... more) {
        return Stream.concat(settings.stream(), Stream.of(more)).toList();
    }

    private static String data() {
        return "rediss://127.0.0.1:" + master.port();
    }

    private static String sentinels() {
        return "rediss-sentinel://127.0.0.1:" + sentinel.port() + "/0#pool";
    }

    private static Optional<RedisAddress.Tls> tls(TestAuthority trusted) {
        return Optional.of(new RedisAddress.Tls(Optional.of(trusted.certificate()), Optional.of(client)));
    }

    private static String ping(RedisAddress address) {
        try (RedisLink link = new RedisLink(address)) {
            return link.commands().ping();
        }
    }

    private static void assertRefused(RedisAddress address) {
        assertThrows(RedisException.class, () -> ping(address));
    }

    @Test
    void aServerSignedByOurOwnAuthorityIsSpokenTo() {
        CountingWaiter.await(() -> isPong(new RedisAddress(data(), DATA_WORD, Optional.empty(), tls(authority))));
    }

    @Test
    void sentinelsWithAPasswordOfTheirOwnTellWhereTheMasterIs() {
        RedisAddress address = new RedisAddress(sentinels(), DATA_WORD, SENTINEL_WORD, tls(authority));
        CountingWaiter.await(() -> isPong(address));
        assertRefused(new RedisAddress(sentinels(), DATA_WORD, Optional.of("another"), tls(authority)));
        assertRefused(new RedisAddress(sentinels(), DATA_WORD, Optional.empty(), tls(authority)));
        assertRefused(new RedisAddress(sentinels(), Optional.of("another"), SENTINEL_WORD, tls(authority)));
    }

    /** The server may still be starting. */
    private static boolean isPong(RedisAddress address) {
        try {
            return ping(address).equals("PONG");
        } catch (RedisException e) {
            return false;
        }
    }

    @Test
    void nobodyElseIsSpokenToAndNobodyElseIsLetIn() throws IOException {
        RedisAddress right = new RedisAddress(data(), DATA_WORD, Optional.empty(), tls(authority));
        CountingWaiter.await(() -> isPong(right));
        assertRefused(new RedisAddress(
                data(), DATA_WORD, Optional.empty(), tls(TestAuthority.create(directory, "stranger"))));
        assertRefused(new RedisAddress(data(), DATA_WORD, Optional.empty(), Optional.empty()));
        assertRefused(new RedisAddress(
                data(),
                DATA_WORD,
                Optional.empty(),
                Optional.of(new RedisAddress.Tls(Optional.of(authority.certificate()), Optional.empty()))));
        assertRefused(new RedisAddress(data(), Optional.of("another"), Optional.empty(), tls(authority)));
        assertRefused(
                new RedisAddress("rediss://localhost:" + master.port(), DATA_WORD, Optional.empty(), tls(authority)));
        assertRefused(RedisAddress.of("redis://127.0.0.1:" + master.port()));
        assertEquals("PONG", ping(right));
    }
}
