package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.payout.ledger.LedgerSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How operators' commands answer, on books in which nothing was booked yet. */
class PayoutCommandTest {
    private static final String MINER = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private static final String OTHER_NETWORK = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    private static final String TXID = "ab".repeat(32);

    @TempDir
    private static Path directory;

    private static EmbeddedPostgres postgres;
    private static Path configuration;

    private StringWriter out;
    private StringWriter err;

    @BeforeAll
    static void open() throws Exception {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
        PostgresAccess access = postgres.access();
        try (HikariDataSource database = Databases.open(access, 5)) {
            AccountingSchema.migrate(database);
            LedgerSchema.migrate(database);
        }
        configuration = Files.writeString(
                directory.resolve("pool.yaml"),
                "postgres: {url: \"%s\", user: \"%s\", password: \"%s\"}%n"
                        .formatted(access.url(), access.user(), access.password()));
    }

    @AfterAll
    static void close() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void clear() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int pool(String... arguments) {
        clear();
        return Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private int payout(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of("payout", command, "--config", configuration.toString()));
        words.addAll(List.of(arguments));
        return pool(words.toArray(String[]::new));
    }

    private void assertAnswer(int status, String line, int ended) {
        assertEquals(status, ended, () -> out + "" + err);
        List<String> lines =
                err.toString().lines().filter(one -> one.startsWith("pool: ")).toList();
        assertEquals(1, lines.size(), err::toString);
        assertTrue(lines.get(0).contains(line), err::toString);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void whatIsNotUnderstoodIsSaidInPlainWords() {
        assertAnswer(2, "BATCH: 'abc' is not a number", payout("status", "abc"));
        assertAnswer(
                2,
                "BATCH: '99999999999999999999' is not a number, or too large",
                payout("cancel", "99999999999999999999", "--reason", "x"));
        assertAnswer(2, "pool: one of --key=FILE | --signature=BASE64 is needed;", payout("approve", "1"));
        assertAnswer(2, "pool: --config=FILE, --data=DIR exclude each other;", payout("status", "--data", "x"));
        assertAnswer(2, "pool: --fee-rate: 'x' is not a number", payout("bump", "1", "--fee-rate", "x"));
        assertAnswer(2, "--fee-rate is 1 to 10000", payout("bump", "1", "--fee-rate", "-5"));
        assertAnswer(2, "--wait is 1 to 3600 seconds", payout("reconcile", "--wait", "0"));
        assertAnswer(2, "Missing required option: '--reason=TEXT'", payout("cancel", "1"));
        assertAnswer(2, "the reason has 1 to 500 characters", payout("cancel", "1", "--reason", " "));
        assertAnswer(
                2, "--btc is an amount", payout("explain", "--account", "asset:cold", "--reason", "x", "--btc", "-1"));
        assertAnswer(2, "an operator's name has", payout("hold", MINER, "--reason", "x", "--operator", "a;b"));
        assertAnswer(2, "payout needs a command", pool("payout"));
    }

    @Test
    void anAddressIsOneOfThePoolsNetwork() {
        for (String[] command : new String[][] {
            {"balance"}, {"statement"}, {"terms"}, {"hold", "--reason", "x"}, {"release", "--reason", "x"}
        }) {
            String[] words = Arrays.copyOf(command, command.length + 1);
            words[command.length] = "nobody";
            assertAnswer(
                    2,
                    "'nobody' is not a sandbox address",
                    payout(words[0], Arrays.copyOfRange(words, 1, words.length)));
            words[command.length] = OTHER_NETWORK;
            assertAnswer(
                    2, "it belongs to another network", payout(words[0], Arrays.copyOfRange(words, 1, words.length)));
        }
    }

    @Test
    void anUnknownPayoutIsRefusedBeforeAnythingIsAsked() throws Exception {
        Path key = directory.resolve("any.key");
        for (String[] command : new String[][] {
            {"status", "7"},
            {"approve", "7", "--key", key.toString()},
            {"export", "7"},
            {"bump", "7", "--fee-rate", "9"},
            {"cancel", "7", "--reason", "x"},
            {"resume", "7"}
        }) {
            assertAnswer(
                    1,
                    "there is no payout 7; ./pool payout status lists them",
                    payout(command[0], Arrays.copyOfRange(command, 1, command.length)));
        }
    }

    /** As a script is, whose standard input may be a pipe that never ends. */
    @Test
    void withoutATerminalNobodyIsAsked() {
        assertEquals(0, payout("hold", MINER, "--reason", "court order"), err::toString);
        assertAnswer(1, "it is held already", payout("hold", MINER, "--reason", "again"));
        InputStream before = System.in;
        System.setIn(new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("it is read");
            }
        });
        try {
            assertAnswer(
                    1,
                    "not confirmed, nothing was done: no terminal to ask",
                    payout("release", MINER, "--reason", "lifted"));
        } finally {
            System.setIn(before);
        }
        assertEquals(0, payout("release", MINER, "--reason", "lifted", "--yes"), err::toString);
        assertAnswer(1, "it is not held", payout("release", MINER, "--reason", "again", "--yes"));
    }

    @Test
    void atATerminalOnlyYesIsYes() throws IOException {
        String miner = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";
        assertEquals(0, payout("hold", miner, "--reason", "court order"), err::toString);
        assertAnswer(1, "not confirmed, nothing was done", answering("\n", "release", miner, "--reason", "lifted"));
        assertAnswer(1, "not confirmed, nothing was done", answering("y\n", "release", miner, "--reason", "lifted"));
        assertAnswer(1, "not confirmed, nothing was done", answering("", "release", miner, "--reason", "lifted"));
        assertEquals(0, payout("balance", miner, "--json"));
        assertTrue(json().get("held").asBoolean());
        assertEquals(0, answering("yes\n", "release", miner, "--reason", "lifted"), err::toString);
        assertTrue(err.toString().startsWith("Release " + miner + "? It is paid with the next payout."), err::toString);
        assertEquals(0, payout("balance", miner, "--json"));
        JsonNode holds = json().get("holds");
        assertFalse(json().get("held").asBoolean());
        assertEquals("court order", holds.get(0).get("reason").asText());
        assertEquals("lifted", holds.get(1).get("reason").asText());
    }

    private int answering(String typed, String command, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        System.setProperty("neman.terminal.answers", "true");
        try {
            return payout(command, arguments);
        } finally {
            System.clearProperty("neman.terminal.answers");
            System.setIn(before);
        }
    }

    @Test
    void aStatementIsOfAnAccountThatTheBooksHave() throws IOException {
        assertAnswer(1, "the books have no account asset:nope", payout("statement", "asset:nope"));
        assertAnswer(2, "neither an address nor an account's code", payout("statement", "asset:hot;drop"));
        assertEquals(0, payout("statement", MINER, "--json"));
        assertEquals("nothing was ever booked for " + MINER, err.toString().strip());
        assertEquals(0, json().get("closingSats").asLong());
        assertEquals(0, payout("statement", "suspense:reconcile"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(4, lines.size(), out::toString);
        assertTrue(lines.get(3).contains("closing balance"), out::toString);
        lines.forEach(line -> assertEquals(line.stripTrailing(), line));
    }

    @Test
    void aStatementsTimesAreDaysOrInstantsThatHaveCome() {
        assertAnswer(2, "'2026-13-01' is neither a day", payout("statement", MINER, "--from", "2026-13-01"));
        assertAnswer(
                2,
                "--from is not before --to",
                payout("statement", MINER, "--from", "2026-02-01", "--to", "2026-01-01"));
        assertAnswer(2, "--from 9000-01-01 is yet to come", payout("statement", MINER, "--from", "9000-01-01"));
        assertAnswer(2, "ask for one", payout("statement", MINER, "--csv", "--json"));
    }

    @Test
    void booksWithoutAJournalHaveNoDayToClose() {
        assertAnswer(1, "nothing was ever booked", payout("close-day", "2026-01-01"));
        assertAnswer(2, "'2026-1-1' is not a day", payout("close-day", "2026-1-1"));
        assertAnswer(
                1, "nothing is unexplained", payout("explain", "--account", "asset:cold", "--reason", "x", "--yes"));
        assertAnswer(
                1, "name one of asset:cold", payout("explain", "--account", "asset:hot", "--reason", "x", "--yes"));
    }

    /** Else a spend could be answered for before it happens. */
    @Test
    void onlyASpendThatWasSeenIsAcknowledged() {
        assertAnswer(
                1,
                "no alarm UNKNOWN_SPEND stands for " + TXID + ":0",
                payout("acknowledge", TXID + ":0", "--reason", "mine", "--yes"));
        assertAnswer(2, "is not TXID:VOUT", payout("acknowledge", "abc", "--reason", "mine", "--yes"));
    }

    @Test
    void aKeyHasAFileOfItsOwnAndANameThatTheConfigurationTakes() throws Exception {
        Path file = directory.resolve("alice.key");
        assertAnswer(2, "an operator's name has", pool("payout", "keygen", "--out", file.toString(), "--name", "a\nb"));
        assertFalse(Files.exists(file));
        assertEquals(0, pool("payout", "keygen", "--out", file.toString(), "--name", "alice", "--json"), err::toString);
        assertEquals("alice", json().get("name").asText());
        assertAnswer(
                1,
                "exists already; name another",
                pool("payout", "keygen", "--out", file.toString(), "--name", "alice"));
        assertAnswer(
                1,
                "there is no directory",
                pool("payout", "keygen", "--out", directory.resolve("no/a.key").toString()));
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : List.of(
                "preview",
                "status",
                "run",
                "approve",
                "export",
                "import",
                "bump",
                "cancel",
                "resume",
                "acknowledge",
                "hold",
                "release",
                "terms",
                "balance",
                "statement",
                "reconcile",
                "explain",
                "close-day",
                "keygen")) {
            assertEquals(0, pool("payout", command, "--help"), command);
            assertTrue(
                    out.toString().contains("  ./pool payout " + command),
                    () -> "an example of " + command + ": " + out);
            assertTrue(out.toString().contains("--json"), () -> command + " has --json");
            out.toString().lines().forEach(line -> assertTrue(line.length() <= 120, line));
        }
    }
}
