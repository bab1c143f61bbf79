package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import neman.accounting.database.Databases;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.RunningServices;
import neman.bitcoin.node.FundingOptions;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.cli.CommandLineRun;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A payout from its preview to the closed day by commands, where two of three operators approve and the pool's wallet only
 * watches: what is approved goes out as a file, another machine signs it, and the file that comes back is sent.
 */
@Timeout(900)
class OfflineSignerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int MINERS = 2;
    /** A block every 2^14 hashes. */
    private static final int EASY_NBITS = 0x1f03ffff;

    /** As if all of the books had been written at yesterday's noon; the chain of hashes is made anew. */
    private static final String YESTERDAY = """
            ALTER TABLE ledger.journal DISABLE TRIGGER USER;
            DO $$
            DECLARE
                previous bytea := decode(repeat('00', 32), 'hex');
                number bigint;
            BEGIN
                FOR number IN SELECT id FROM ledger.journal ORDER BY id LOOP
                    UPDATE ledger.journal SET previous_hash = previous,
                        recorded_time = date_trunc('day', now()) - interval '12 hours' + id * interval '1 ms'
                        WHERE id = number;
                    UPDATE ledger.journal j SET leaf_hash = ledger.journal_leaf_hash(j) WHERE id = number
                        RETURNING leaf_hash INTO previous;
                END LOOP;
                UPDATE ledger.head SET leaf_hash = previous;
            END $$;
            ALTER TABLE ledger.journal ENABLE TRIGGER USER;
            """;

    @TempDir
    Path directory;

    private SandboxNode chain;
    private KeylessWallet wallet;
    private PoolCommands commands;
    private int stratumPort;
    private PayoutQueries books;

    @Test
    void whatTwoOfThreeApproveIsSignedElsewhereAndStandsInTheClosedBooks() throws Exception {
        commands = new PoolCommands(directory);
        Path data = directory.resolve("data");
        try (SandboxNode sandbox = SandboxNode.start(
                        SandboxSettings.defaults(directory.resolve("chain")).withNbits(EASY_NBITS));
                KeylessWallet keyless = new KeylessWallet(sandbox.endpoint().rpc())) {
            chain = sandbox;
            wallet = keyless;
            configure();
            Process pool = commands.runPool();
            await("the pool", () -> RunningServices.find(data).isPresent());
            try (HikariDataSource database = TestServices.open(data)) {
                books = new PayoutQueries(database);
                firstPayoutWithTheWalletsKeys();
                wallet.takeKeysAway();
                mineAndMature();
                previewAndRun();
                twoOfThreeApprove();
                exportAndImport();
                booksAgree();
            } finally {
                pool.destroy();
                assertTrue(pool.waitFor(20, TimeUnit.SECONDS));
            }
            closeTheDay(data);
        }
    }

    /** It starts by itself, as the first one of every pool does; the next one is an operator's. */
    private void firstPayoutWithTheWalletsKeys() throws Exception {
        mineAndMature();
        await("the first payout", () -> is(1, PayoutState.BUILT));
        approve(1, "alice");
        approve(1, "bob");
        await("its payment", () -> is(1, PayoutState.SEEN));
        chain.controls().mineOthers(6);
        await("its burial", () -> is(1, PayoutState.SETTLED));
    }

    private void previewAndRun() throws Exception {
        JsonNode preview = commands.answer("preview");
        JsonNode totals = commands.answer("status").get("books");
        assertEquals(totals.get("availableSats"), preview.get("totalSats"));
        assertEquals(preview.get("outputs").asInt(), preview.get("items").size());
        assertEquals(2, preview.get("approvals").asInt());
        assertTrue(preview.get("feeSats").asLong() > 0);
        String shown = commands.done("preview").out();
        assertTrue(shown.contains("It needs 2 approvals."), shown);
        assertTrue(shown.contains(".\nNetwork fee about 0.0000"), shown);

        commands.refused("not confirmed", "run");
        CommandLineRun run = commands.done("run", "--yes", "--json");
        assertEquals(2, PoolCommands.json(run).get("id").asLong());
        assertEquals(
                preview.get("totalSats").asLong(),
                PoolCommands.json(run).get("totalSats").asLong());
        assertEquals("BUILT", PoolCommands.json(run).get("state").asText());
        assertTrue(run.err().contains("it waits for 2 approvals: ./pool payout approve 2"), run.err());
        commands.refused("an earlier payout is not sent yet", "run", "--yes");
    }

    private void twoOfThreeApprove() throws Exception {
        approve(2, "carol");
        commands.refused("approved by carol already", "approve", "2", "--yes", "--key", commands.keyFile("carol"));
        commands.newKey("mallory");
        commands.refused("no signature of one", "approve", "2", "--yes", "--key", commands.keyFile("mallory"));
        commands.refused("there is no key file", "approve", "2", "--yes", "--key", commands.keyFile("nobody"));
        assertEquals("BUILT", commands.state(2), "one person is not two");
        commands.refused("only an approved payout", "export", "2", "--yes");
        approve(2, "alice");
        await("approval", () -> is(2, PayoutState.APPROVED));
        await("the wallet's lack of keys", () -> alarms().contains("PAYOUT_NOT_SIGNED"));
        commands.refused("only one that is BUILT", "approve", "2", "--yes", "--key", commands.keyFile("bob"));
    }

    private void exportAndImport() throws Exception {
        Path unsigned = directory.resolve("payout-2.psbt");
        commands.refused("not confirmed", "export", "2", "--out", unsigned.toString());
        commands.done("export", "2", "--yes", "--out", unsigned.toString());
        commands.refused("exists already", "export", "2", "--yes", "--out", unsigned.toString());
        commands.refused("its PSBT left the pool", "cancel", "2", "--reason", "too late", "--yes");
        commands.refused("nobody signed it", "import", unsigned.toString());
        commands.refused(
                "there is no file", "import", directory.resolve("nothing").toString());
        commands.refused("is no PSBT", "import", commands.keyFile("alice"));

        try (NodeClient node = new NodeClient(chain.endpoint(), Duration.ofSeconds(20))) {
            WalletClient signer = new WalletClient(node);
            PaymentOutput elsewhere = new PaymentOutput(TestMiners.address(7), 1_000_000);
            String other = signer.createFundedPsbt(List.of(elsewhere), FundingOptions.atFeeRate(2))
                    .psbt();
            commands.refused(
                    "no approved payout has the transaction",
                    "import",
                    write("other.psbt", signer.processPsbt(other).psbt()));
            String asked = Base64.getEncoder().encodeToString(Files.readAllBytes(unsigned));
            commands.done(
                    "import", write("signed.psbt", signer.processPsbt(asked).psbt()));
        }
        await("the payment", () -> is(2, PayoutState.SEEN));
        assertEquals(List.of(), alarms());
        commands.refused("it is signed", "cancel", "2", "--reason", "late", "--yes");
        commands.refused("only an approved payout", "export", "2", "--yes");
        chain.controls().mineOthers(6);
        await("its burial", () -> is(2, PayoutState.SETTLED));
        assertEquals(List.of("carol", "alice"), sorted(commands.batch(2).get("approvedBy")));
    }

    private static List<String> sorted(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false)
                .map(JsonNode::asText)
                .sorted((one, other) -> other.compareTo(one))
                .toList();
    }

    private String write(String name, String base64) throws Exception {
        return Files.writeString(directory.resolve(name), base64).toString();
    }

    private void booksAgree() throws Exception {
        JsonNode reconciled = commands.answer("reconcile");
        assertEquals(0, reconciled.get("differenceSats").asLong());
        JsonNode status = commands.answer("status");
        long owed = 0;
        for (int i = 0; i < MINERS; i++) {
            owed += balanceAndStatement(TestMiners.address(i).toString());
        }
        assertEquals(
                status.get("books").get("pendingSats").asLong()
                        + status.get("books").get("availableSats").asLong(),
                owed);
    }

    /** What is owed to him. */
    private long balanceAndStatement(String miner) throws Exception {
        JsonNode balance = commands.answer("balance", miner);
        JsonNode statement = commands.answer("statement", miner);
        long paid = 0;
        for (JsonNode line : statement.get("lines")) {
            paid -= line.get("kind").asText().equals("payout-settled")
                    ? line.get("amountSats").asLong()
                    : 0;
        }
        assertEquals(balance.get("paidSats").asLong(), paid);
        long owed = balance.get("pendingSats").asLong()
                + balance.get("availableSats").asLong();
        assertEquals(owed, statement.get("closingSats").asLong());
        return owed;
    }

    /** With books of yesterday, since today is not over. */
    private void closeTheDay(Path data) throws Exception {
        commands.refused("it is not over yet", "close-day", today().toString());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                HikariDataSource database = Databases.open(postgres.access(), 2);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(YESTERDAY);
        }
        String yesterday = today().minusDays(1).toString();
        String miner = TestMiners.address(0).toString();
        JsonNode all = commands.answer("statement", miner);
        JsonNode day = commands.answer("statement", miner, "--from", yesterday, "--to", yesterday);
        assertEquals(all.get("lines"), day.get("lines"));
        JsonNode since = commands.answer("statement", miner, "--from", today().toString());
        assertEquals(0, since.get("lines").size());
        assertEquals(all.get("closingSats"), since.get("openingSats"));

        JsonNode closed = commands.answer("close-day");
        assertEquals(yesterday, closed.get("day").asText());
        commands.refused("it is closed already", "close-day", yesterday);
        JsonNode status = commands.answer("status");
        assertEquals(closed.get("artefact"), status.get("closed").get("artefact"));
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private void approve(long batch, String operator) throws Exception {
        commands.done(
                "approve", Long.toString(batch), "--yes", "--key", commands.keyFile(operator), "--operator", operator);
    }

    /** Two blocks: where the very first share is one, no share stands before it, and nobody has earned anything of it. */
    private void mineAndMature() throws Exception {
        try (TestMiners miners = new TestMiners("127.0.0.1", stratumPort, MINERS, 60_000)) {
            long before = chain.controls().height();
            await("blocks on the chain", () -> chain.controls().height() >= before + 2);
            miners.stop();
        }
        await("the books", () -> books.totals().pendingSats() > 0);
        chain.controls().mineOthers(101);
        await("maturity", () -> books.totals().pendingSats() == 0);
    }

    private boolean is(long batch, PayoutState state) throws Exception {
        return books.payouts(500, OptionalLong.empty()).items().stream()
                .anyMatch(payout -> payout.id() == batch && payout.state() == state);
    }

    private List<String> alarms() throws Exception {
        return books.openAlarms().stream().map(alarm -> alarm.code()).toList();
    }

    private void configure() throws Exception {
        stratumPort = PoolCommands.freePort();
        Path cookie = ((NodeAuthentication.CookieFile) chain.endpoint().authentication()).path();
        StringBuilder approvers = new StringBuilder();
        for (String operator : List.of("alice", "bob", "carol")) {
            approvers.append("    - {name: %s, key: %s}%n".formatted(operator, commands.newKey(operator)));
        }
        commands.configure("""
                network: sandbox
                data: data
                pool: {address: %s}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: "127.0.0.1:%d", start-difficulty: 0.0000002384185791015625, min-difficulty: 0.0000002384185791015625, vardiff: false}
                http: {listen: 127.0.0.1:0}
                payout:
                  interval: 300d
                  approvals: 2
                  approvers:
                """.formatted(chain.walletAddress(), wallet.rpc(), cookie, stratumPort) + approvers);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, PATIENCE, condition);
    }
}
