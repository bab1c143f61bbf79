package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import neman.accounting.live.LiveStatus;
import neman.stratum.defence.ConnectionLimits;
import neman.stratum.defence.DefenceLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What firmware says first, and what it must hear and in which order: requests as in its sources. */
class HandshakeTest {
    private static final String USER = TestMiner.USER;

    private static final DefenceLimits ONE_CONNECTION =
            DefenceLimits.DEFAULT.with(ConnectionLimits.DEFAULT.withTotal(1));

    private TestPool pool;
    private TestMiner miner;

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        pool = new TestPool(directory, false);
        pool.work(1);
        miner = pool.connect();
    }

    @AfterEach
    void close() throws IOException {
        miner.close();
        pool.close();
    }

    private void expect(String line) throws IOException {
        assertEquals(line, miner.line());
    }

    private void expectSubscription(String id) throws IOException {
        String line = miner.line();
        assertTrue(
                line.matches("\\{\"id\":" + id
                        + ",\"result\":\\[\\[\\[\"mining.set_difficulty\",\"(07[0-9a-f]{6})0{7}3[0-9a-f]{16}\"],"
                        + "\\[\"mining.notify\",\"\\1[0-9a-f]{24}\"]],\"\\1\",8],\"error\":null}"),
                line);
    }

    private void expectWork() throws IOException {
        expect("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0.00000095367431640625]}");
        JsonNode job = miner.readJob();
        assertEquals(9, job.size());
        assertTrue(job.path(8).isBoolean() && job.path(8).asBoolean());
        assertEquals(64, job.path(1).asText().length());
        assertEquals("20000000", job.path(5).asText());
        assertEquals("1d00ffff", job.path(6).asText());
    }

    @Test
    void cgminer() throws IOException {
        miner.send("{\"id\": 0, \"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.11.1\"]}");
        expectSubscription("0");
        miner.send("{\"id\": 1, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
        expect("{\"id\":1,\"result\":true,\"error\":null}");
        expectWork();
    }

    @Test
    void cgminerWithVersionRollingReadsExactlyOneLineForItsConfigure() throws IOException {
        miner.send("{\"id\": 0, \"method\": \"mining.configure\", \"params\": "
                + "[[\"version-rolling\"], {\"version-rolling.mask\": \"ffffffff\"}]}");
        expect("{\"id\":0,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
        miner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.11.1\"]}");
        expectSubscription("1");
        miner.send("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
        expect("{\"id\":2,\"result\":true,\"error\":null}");
        expectWork();
    }

    @Test
    void cpuminer() throws IOException {
        miner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]}");
        expectSubscription("1");
        miner.send("{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": []}");
        expectSubscription("1");
        miner.send("{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}");
        expect("{\"id\":2,\"result\":true,\"error\":null}");
        expectWork();
    }

    @Test
    void espMinerWritesItsOpeningAtOnce() throws IOException {
        miner.send("{\"id\": 1, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"], "
                + "{\"version-rolling.mask\": \"ffffffff\"}]}\n"
                + "{\"id\": 2, \"method\": \"mining.subscribe\", \"params\": [\"bitaxe/BM1370/v2.4.0\"]}\n"
                + "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x\"]}\n"
                + "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [0.00000095367431640625]}\n"
                + "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
        expect("{\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
        expectSubscription("2");
        expect("{\"id\":3,\"result\":true,\"error\":null}");
        expectWork();
        expect("{\"id\":4,\"result\":true,\"error\":null}");
        expect("{\"id\":5,\"result\":true,\"error\":null}");
    }

    @Test
    void oldEspMinerConfiguresAndSuggestsAfterItsSubscribe() throws IOException {
        miner.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bitaxe v2.1\"]}\n"
                + "{\"id\":2,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{}]}\n"
                + "{\"id\":3,\"method\":\"mining.suggest_difficulty\",\"params\":[0.0000019073486328125]}\n"
                + "{\"id\":4,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"]}");
        expectSubscription("1");
        expect("{\"id\":2,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},\"error\":null}");
        expect("{\"id\":3,\"result\":true,\"error\":null}");
        expect("{\"id\":4,\"result\":true,\"error\":null}");
        expect("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0.0000019073486328125]}");
        miner.readJob();
    }

    @Test
    void bfgminerTakesTheFirstLineForItsSubscribeAnswer() throws IOException {
        miner.send("{\"id\":null,\"method\":\"mining.suggest_target\",\"params\":[\"" + "0".repeat(8) + "f".repeat(56)
                + "\"]}\n"
                + "{\"id\":null,\"method\":\"mining.capabilities\",\"params\":[{\"notify\":[]}]}\n"
                + "{\"id\":0,\"method\":\"mining.subscribe\",\"params\":[\"bfgminer/5.5.0\"]}\n"
                + "{\"id\":\"auth\",\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"]}");
        expectSubscription("0");
        expect("{\"id\":\"auth\",\"result\":true,\"error\":null}");
    }

    @Test
    void bosminerAndBtcagentAskForBitCounts() throws IOException {
        miner.send(
                "{\"id\":0,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\",\"minimum-difficulty\",\"x\\\"y\"],"
                        + "{\"version-rolling.mask\":\"00fff000\",\"version-rolling.min-bit-count\":16}]}");
        expect("{\"id\":0,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"00ffe000\","
                + "\"minimum-difficulty\":false,\"x\\\"y\":false},\"error\":null}");
        miner.send(
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bosminer-plus-tuner 22\",null,\"host:3333\",null]}");
        expectSubscription("1");
        miner.send("{\"id\":2,\"method\":\"agent.get_capabilities\",\"params\":[]}");
        expect("{\"id\":2,\"result\":{\"capabilities\":[]},\"error\":null}");
    }

    @Test
    void answersOnlyWhatWasAsked() throws IOException {
        miner.send("{\"id\":0,\"method\":\"mining.configure\",\"params\":[[\"minimum-difficulty\"],"
                + "{\"minimum-difficulty.value\":0.5}]}");
        expect("{\"id\":0,\"result\":{\"minimum-difficulty\":true},\"error\":null}");
        miner.begin();
        assertEquals("0.5", pool.server.snapshot().sessions().get(0).difficulty());
    }

    @Test
    void authorizesBeforeItSubscribes() throws IOException {
        miner.send("{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\"]}");
        expect("{\"id\":1,\"result\":true,\"error\":null}");
        miner.send("{\"id\":2,\"method\":\"mining.subscribe\"}");
        expectSubscription("2");
        expectWork();
    }

    @Test
    void severalWorkersShareAConnection() throws IOException {
        miner.begin();
        String second = USER.replace(".rig", ".second");
        miner.send("{\"id\":7,\"method\":\"mining.authorize\",\"params\":[\"" + second + "\",\"\"]}");
        expect("{\"id\":7,\"result\":true,\"error\":null}");
        LiveStatus status = pool.server.snapshot();
        assertEquals(1, status.connections());
        assertEquals(2, status.sessions().size());
        assertEquals("second", status.sessions().get(1).worker());
        assertEquals("test/1.0", status.sessions().get(1).userAgent());
        assertEquals(800_000, status.job().orElseThrow().height());
    }

    @Test
    void asksForTheAgentOfWhoeverNamesNone() throws IOException {
        miner.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n"
                + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\"]}");
        expectSubscription("1");
        expect("{\"id\":2,\"result\":true,\"error\":null}");
        expectWork();
        expect("{\"id\":1,\"method\":\"client.get_version\",\"params\":[]}");
        miner.send("{\"id\":0,\"result\":\"cgminer/4.9.0\",\"error\":null}\n"
                + "{\"id\":0,\"result\":\"another\",\"error\":null}\n{\"id\":3,\"method\":\"mining.ping\"}");
        expect("{\"id\":3,\"result\":\"pong\",\"error\":null}");
        assertEquals("cgminer/4.9.0", pool.server.snapshot().sessions().get(0).userAgent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "satoshi",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4.mainnet",
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08x.checksum",
                ".rig",
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.\\u0007bell",
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.with blank"
            })
    void refusesNamesThatCannotBePaidOrShown(String user) throws IOException {
        miner.send("{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"x\"]}");
        String line = miner.line();
        assertTrue(line.matches("\\{\"id\":1,\"result\":false,\"error\":\\[24,\"[^\"]{1,31}\",null]}"), line);
    }

    @Test
    void takesAnAddressInCapitalsForTheSameAccount() throws IOException {
        miner.send(
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"BCRT1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KYGT080\",\"x\"]}");
        expect("{\"id\":1,\"result\":true,\"error\":null}");
        assertEquals(
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
                pool.server.snapshot().sessions().get(0).account());
    }

    @Test
    void aPasswordCanFixTheDifficulty() throws IOException {
        miner.subscribe();
        miner.send("{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x;d=0.75;\"]}");
        expect("{\"id\":1,\"result\":true,\"error\":null}");
        expect("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0.75]}");
        miner.readJob();
        miner.send("{\"id\":2,\"method\":\"mining.suggest_difficulty\",\"params\":[\"0.1\"]}");
        expect("{\"id\":2,\"result\":true,\"error\":null}");
        assertEquals("0.75", pool.server.snapshot().sessions().get(0).difficulty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "\"a\\\"b\\\\\\u0041\\/\"",
                "12345678901234567890123",
                "4.5e3",
                "true",
                "\"\"",
                "null",
                "[1, {\"a\":null}]",
                "{}"
            })
    void echoesAnyIdByteForByte(String id) throws IOException {
        miner.send("{\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"x\"],\"id\": " + id + " }");
        expect("{\"id\":" + id + ",\"result\":true,\"error\":null}");
    }

    @Test
    void answersMissingIdsAsNull() throws IOException {
        miner.send("{\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\"]}");
        expect("{\"id\":null,\"result\":true,\"error\":null}");
    }

    @Test
    void survivesBlankLinesCarriageReturnsEmptyObjectsAndUnaskedAnswers() throws IOException {
        miner.begin();
        miner.send("\r\n \n{}\n{\"id\":8,\"result\":\"cgminer/4.11.1\",\"error\":null}\n"
                + "{\"id\":9,\"method\":\"mining.multi_version\",\"params\":[1]}\r\n"
                + "{\"id\":10,\"method\":\"pong\",\"params\":[]}\n"
                + "{\"id\":11,\"method\":\"mining.suggest_difficulty(0.00000095367431640625)\",\"params\":[]}\n"
                + "{\"id\":12,\"method\":\"mining.suggest_difficulty\",\"params\":[\"1e400000000\"]}");
        expect("{\"id\":9,\"result\":true,\"error\":null}");
        expect("{\"id\":11,\"result\":true,\"error\":null}");
        expect("{\"id\":12,\"result\":true,\"error\":null}");
    }

    @Test
    void bearsAFewLinesThatAreNoJsonOnceItKnowsTheMiner() throws IOException {
        miner.begin();
        miner.send("{\"id\":1,");
        expect("{\"id\":null,\"result\":null,\"error\":[20,\"Malformed request\",null]}");
        for (int i = 0; i < 16; i++) {
            miner.send("nonsense");
        }
        while (miner.line() != null) {
            continue;
        }
    }

    @Test
    void hangsUpOnOtherProtocols() throws IOException {
        miner.send("GET / HTTP/1.1\r\nHost: pool\r\n\r");
        assertNull(miner.line());
    }

    @Test
    void hangsUpOnLinesWithoutEnd() throws IOException {
        miner.begin();
        miner.sendBytes(("{\"id\":1,\"method\":\"" + "m".repeat(9_000)).getBytes(StandardCharsets.UTF_8));
        assertNull(miner.line());
    }

    @Test
    void bytesMayArriveInAnyPieces() throws IOException {
        String opening = "{\"id\":\"\u00e9\\\"\",\"method\":\"mining.subscribe\",\"params\":[\"a\"]}\r\n"
                + "{\"params\":[\"" + USER + "\",\"x\"],\"id\":2,\"method\":\"mining.authorize\"}\n";
        byte[] bytes = opening.getBytes(StandardCharsets.UTF_8);
        for (int cut = 1; cut < bytes.length; cut += 7) {
            try (TestMiner split = pool.connect()) {
                split.sendBytes(Arrays.copyOf(bytes, cut));
                split.sendBytes(Arrays.copyOfRange(bytes, cut, bytes.length));
                assertEquals("\u00e9\"", split.read().path("id").asText());
                assertTrue(split.read().path("result").asBoolean());
                assertEquals(
                        "mining.set_difficulty", split.read().path("method").asText());
                split.readJob();
            }
        }
    }

    @Test
    void liveSessionsHaveDifferentExtranonces() throws IOException {
        miner.begin();
        try (TestMiner other = pool.connect().begin()) {
            assertNotEquals(miner.extranonce1, other.extranonce1);
        }
    }

    @Test
    void minersThatComeBeforeTheFirstTemplateGetItWhenItComes(@TempDir Path directory) throws IOException {
        try (TestPool empty = new TestPool(directory, false);
                TestMiner early = empty.connect()) {
            assertFalse(empty.server.hasWork());
            early.subscribe();
            assertTrue(early.call("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\"]}")
                    .path("result")
                    .asBoolean());
            empty.work(1);
            assertEquals("mining.set_difficulty", early.read().path("method").asText());
            assertTrue(early.readJob().path(8).asBoolean());
        }
    }

    @Test
    void connectionsAreBounded(@TempDir Path directory) throws IOException {
        try (TestPool small = new TestPool(directory, List.of(), false, ONE_CONNECTION);
                TestMiner first = small.connect()) {
            small.work(1);
            first.begin();
            try (TestMiner second = small.connect()) {
                assertNull(second.line());
            }
        }
    }
}
