package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.embedded.RunningServices;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.wiring.PoolProcess;
import neman.deploy.wiring.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rolling restart of Stratum instances, seen by one miner. */
@Timeout(180)
class SessionTransferIT {
    @TempDir
    Path directory;

    private SandboxNode node;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;

    /** What a miner was given at its subscribe. */
    private record Subscription(String session, String extranonce1) {}

    @Test
    void aSessionGoesOnAtAnotherInstanceUntilItsOwnRunsAgain() throws Exception {
        try (SandboxNode chain = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")));
                EmbeddedPostgres database = EmbeddedPostgres.start(directory.resolve("postgres"));
                EmbeddedRedis transport = EmbeddedRedis.start(directory.resolve("redis"))) {
            node = chain;
            postgres = database;
            redis = transport;
            try (PoolProcess second = start("second");
                    PoolProcess third = start("third")) {
                Subscription first = workAtFirst(second);
                try (StratumTalk miner = connect(second)) {
                    Subscription goneOn = subscribe(miner, first.session());
                    assertEquals(first.extranonce1(), goneOn.extranonce1(), "the first instance has stopped");
                    refusedElsewhere(third, first, goneOn);
                    authorize(miner);
                    assertTrue(
                            miner.call(3, "mining.extranonce.subscribe", "[]").asBoolean());
                    try (PoolProcess again = start("first")) {
                        String changed = miner.awaitNotice("mining.set_extranonce")
                                .path(0)
                                .asText();
                        assertNotEquals(first.extranonce1(), changed);
                        assertNotEquals(first.extranonce1().substring(0, 2), changed.substring(0, 2));
                        miner.awaitNotice("mining.notify");
                        assertTrue(again.stratumAddresses().size() == 1);
                    }
                }
            }
        }
    }

    /** Works at an instance that is stopped afterwards; while it runs, its sessions are nobody else's. */
    private Subscription workAtFirst(PoolProcess other) throws Exception {
        try (PoolProcess first = start("first");
                StratumTalk miner = connect(first)) {
            Subscription given = subscribe(miner, "");
            authorize(miner);
            miner.awaitNotice("mining.notify");
            refusedElsewhere(other, given);
            return given;
        }
    }

    private static void refusedElsewhere(PoolProcess other, Subscription... subscriptions) throws IOException {
        for (Subscription known : subscriptions) {
            try (StratumTalk miner = connect(other)) {
                assertNotEquals(
                        known.extranonce1(), subscribe(miner, known.session()).extranonce1());
            }
        }
    }

    private static StratumTalk connect(PoolProcess pool) throws IOException {
        return new StratumTalk(pool.stratumAddresses().get(0));
    }

    private static Subscription subscribe(StratumTalk miner, String session) throws IOException {
        JsonNode result = miner.call(1, "mining.subscribe", "[\"test/1.0\",\"" + session + "\"]");
        return new Subscription(
                result.path(0).path(1).path(1).asText(), result.path(1).asText());
    }

    private void authorize(StratumTalk miner) throws IOException {
        assertTrue(miner.call(2, "mining.authorize", "[\"" + node.walletAddress() + ".rig\",\"x\"]")
                .asBoolean());
    }

    private PoolProcess start(String name) throws Exception {
        return PoolProcess.start(
                ConfigurationReader.readFile(writeConfiguration(name), Map.of()),
                EnumSet.of(Role.STRATUM),
                Duration.ZERO,
                line -> {},
                () -> false);
    }

    private Path writeConfiguration(String name) throws IOException {
        RunningServices.Service database = postgres.service();
        RunningServices.Service transport = redis.service();
        Path cookie = ((NodeAuthentication.CookieFile) node.endpoint().authentication()).path();
        return Files.writeString(directory.resolve(name + ".yaml"), """
                network: sandbox
                data: %s
                pool: {address: %s}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: 127.0.0.1:0, start-difficulty: 1, min-difficulty: 1, vardiff: false}
                postgres: {url: "%s", user: "%s", password-file: "%s"}
                redis: {url: "%s", password-file: "%s"}
                drain: {wait: 0s}
                http: {listen: 127.0.0.1:0}
                """.formatted(
                        name,
                        node.walletAddress(),
                        node.endpoint().rpc(),
                        cookie,
                        database.url(),
                        database.user(),
                        database.passwordFile(),
                        transport.url(),
                        transport.passwordFile()));
    }
}
