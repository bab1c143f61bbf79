package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import neman.accounting.embedded.RunningServices;
import neman.bitcoin.node.FundedPsbt;
import neman.bitcoin.node.FundingOptions;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.cli.CommandLineRun;
import neman.payout.desk.OperatorKeys;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator's story by commands, beside a pool that runs and without one: two persons approve,
 * a fee is raised, an account is held, a payout is cancelled, coins leave the wallet and are explained.
 */
@Timeout(900)
class PayoutStoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int MINERS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private SandboxNode chain;
    private PoolCommands commands;
    private int stratumPort;
    private PayoutQueries books;

    @Test
    void operatorsPayExplainAndAnswer() throws Exception {
        try (SandboxNode sandbox = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")))) {
            chain = sandbox;
            commands = new PoolCommands(directory);
            writeConfiguration();
            Process pool = commands.runPool();
            Path data = directory.resolve("data");
            await("the pool", () -> RunningServices.find(data).isPresent());
            try (HikariDataSource database = TestServices.open(data)) {
                books = new PayoutQueries(database);
                mineAndMature(2);
                await("a payout that waits for approval", () -> is(1, PayoutState.BUILT));
                twoPersonsApprove(1);
                await("the payment", () -> is(1, PayoutState.SEEN));
                replaceWithAHigherFee();
                holdOneAndCancel();
                explainWhatLeftTheWallet();
            } finally {
                pool.destroy();
                assertTrue(pool.waitFor(20, TimeUnit.SECONDS));
            }
            withoutAPool();
        }
    }

    private void twoPersonsApprove(long batch) throws Exception {
        commands.newKey("mallory");
        commands.refused("no signature of one", "approve", "" + batch, "--yes", "--key", commands.keyFile("mallory"));
        JsonNode shown = commands.answer("status", "" + batch);
        assertEquals(2, shown.get("approvalsNeeded").asInt());
        assertEquals(MINERS, shown.get("outputs").size());
        commands.refused("not confirmed", "approve", "" + batch, "--key", commands.keyFile("alice"));
        commands.done("approve", "" + batch, "--yes", "--key", commands.keyFile("alice"), "--operator", "alice");
        commands.refused(
                "approved by alice already", "approve", "" + batch, "--yes", "--key", commands.keyFile("alice"));
        assertEquals("BUILT", commands.state(batch), "one person is not two");

        PrivateKey bob = OperatorKeys.read(Path.of(commands.keyFile("bob")));
        byte[] digest = HexFormat.of().parseHex(shown.get("digest").asText());
        byte[] wrong = OperatorKeys.sign(bob, new byte[32]);
        commands.refused("no signature", "approve", "" + batch, "--yes", "--signature", base64(wrong));
        commands.done("approve", "" + batch, "--yes", "--signature", base64(OperatorKeys.sign(bob, digest)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void replaceWithAHigherFee() throws Exception {
        commands.refused("the rate is too low", "bump", "1", "--fee-rate", "1", "--yes");
        commands.refused("payout.fee-rate-max-sat-vb", "bump", "1", "--fee-rate", "101", "--yes");
        byte[] before = HexFormat.of().parseHex(commands.batch(1).get("digest").asText());
        commands.done("bump", "1", "--fee-rate", "20", "--yes");
        assertEquals("BUILT", commands.state(1));
        assertEquals(0, commands.batch(1).get("approvedBy").size(), "a replacement is approved anew");
        PrivateKey bob = OperatorKeys.read(Path.of(commands.keyFile("bob")));
        commands.refused(
                "no signature", "approve", "1", "--yes", "--signature", base64(OperatorKeys.sign(bob, before)));
        commands.done("approve", "1", "--yes", "--key", commands.keyFile("alice"));
        commands.done("approve", "1", "--yes", "--key", commands.keyFile("bob"));
        await(
                "the replacement",
                () -> commands.state(1).equals("SEEN")
                        && commands.batch(1).get("attempts").size() == 2);
        chain.controls().mineOthers(6);
        await("its burial", () -> commands.state(1).equals("SETTLED"));
        commands.refused("it is signed", "cancel", "1", "--reason", "late", "--yes");
    }

    private void holdOneAndCancel() throws Exception {
        String alice = TestMiners.address(0).toString();
        commands.done("hold", alice, "--reason", "a question of ownership", "--operator", "olga");
        commands.refused("it is held already", "hold", alice, "--reason", "again");
        mineAndMature(1);
        JsonNode preview = commands.answer("preview");
        assertEquals(1, preview.get("items").size());
        assertEquals("HELD", preview.get("withheld").get(0).get("reason").asText());
        JsonNode run = commands.answer("run", "--yes");
        assertEquals("BUILT", run.get("state").asText());
        assertEquals(1, run.get("outputs").size());
        commands.refused("an earlier payout is not sent yet", "run", "--yes");
        commands.refused("only an approved payout", "export", "2", "--yes");
        commands.done("cancel", "2", "--reason", "waits for the court", "--yes");
        assertEquals("CANCELLED", commands.state(2));
        commands.done("release", alice, "--reason", "cleared up", "--yes");
        JsonNode balance = commands.answer("balance", alice);
        assertEquals(0, balance.get("heldSats").asLong());
        assertEquals(
                "operator:olga", balance.get("holds").get(0).get("operator").asText());
        commands.done("terms", alice, "--minimum-btc", "20000000", "--reason", "his letter", "--yes");
        assertEquals(
                "BELOW_OWN_MINIMUM",
                commands.answer("preview").get("withheld").get(0).get("reason").asText());
    }

    private void explainWhatLeftTheWallet() throws Exception {
        assertEquals(0, commands.answer("reconcile").get("differenceSats").asLong());
        long spent = withdraw();
        chain.controls().mineOthers(1);
        CommandLineRun different = commands.payout("reconcile", "--json");
        assertEquals(1, different.status());
        assertEquals(-spent, PoolCommands.json(different).get("unexplainedSats").asLong());
        String today = java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString();
        commands.refused("it is not over yet", "close-day", today);
        commands.refused("name one of", "explain", "--account", "income:pool-fee", "--reason", "x", "--yes");
        commands.done("explain", "--account", "asset:cold", "--reason", "moved to the safe", "--yes");
        assertEquals(0, commands.answer("reconcile").get("unexplainedSats").asLong());

        commands.refused("a spend of the pool's coins that the books do not know", "run", "--yes");
        for (JsonNode alarm : commands.answer("status").get("alarms")) {
            assertEquals("UNKNOWN_SPEND", alarm.get("code").asText());
            commands.done("acknowledge", alarm.get("subject").asText(), "--reason", "moved to the safe", "--yes");
        }
    }

    /** An operator pays from the wallet without the books; answers what left it. */
    private long withdraw() throws Exception {
        try (NodeClient node = new NodeClient(chain.endpoint(), Duration.ofSeconds(20))) {
            WalletClient wallet = new WalletClient(node);
            PaymentOutput output = new PaymentOutput(TestMiners.address(7), 1_000_000);
            FundedPsbt funded = wallet.createFundedPsbt(List.of(output), FundingOptions.atFeeRate(2));
            String signed = wallet.processPsbt(funded.psbt()).psbt();
            wallet.sendRawTransaction(wallet.finalizePsbt(signed).transaction().orElseThrow());
            return output.sats() + funded.feeSats();
        }
    }

    /** PostgreSQL is started for each command; a payout goes from its begin to the network in one. */
    private void withoutAPool() throws Exception {
        String bob = TestMiners.address(1).toString();
        JsonNode statement = commands.answer("statement", bob);
        JsonNode balance = commands.answer("balance", bob);
        assertEquals(
                balance.get("pendingSats").asLong()
                        + balance.get("availableSats").asLong(),
                statement.get("closingSats").asLong());
        assertTrue(balance.get("paidSats").asLong() > 0);
        CommandLineRun csv = commands.done("statement", bob, "--csv");
        long sum = csv.out()
                .lines()
                .skip(1)
                .map(line -> line.split(",")[6])
                .filter(amount -> !amount.isEmpty())
                .mapToLong(Long::parseLong)
                .sum();
        assertEquals(statement.get("closingSats").asLong(), sum, "lines from zero add up to the closing balance");

        JsonNode begun = commands.answer("run", "--yes");
        long batch = begun.get("id").asLong();
        assertEquals("BUILT", begun.get("state").asText());
        commands.done("approve", "" + batch, "--yes", "--key", commands.keyFile("bob"));
        commands.done("approve", "" + batch, "--yes", "--key", commands.keyFile("alice"));
        commands.refused("nobody can be paid now", "run", "--yes");
        assertEquals("SEEN", commands.state(batch), "what was under way went on");
    }

    private void mineAndMature(int blocks) throws Exception {
        try (TestMiners miners = new TestMiners("127.0.0.1", stratumPort, MINERS, 60_000)) {
            long before = chain.controls().height();
            await("blocks on the chain", () -> chain.controls().height() >= before + blocks);
            miners.stop();
        }
        await("the books", () -> books.totals().pendingSats() > 0);
        chain.controls().mineOthers(101);
        await("maturity", () -> books.totals().pendingSats() == 0);
    }

    /** While the pool runs. */
    private boolean is(long batch, PayoutState state) throws Exception {
        return books.payouts(500, OptionalLong.empty()).items().stream()
                .anyMatch(payout -> payout.id() == batch && payout.state() == state);
    }

    private void writeConfiguration() throws Exception {
        stratumPort = PoolCommands.freePort();
        Path cookie = ((NodeAuthentication.CookieFile) chain.endpoint().authentication()).path();
        commands.configure("""
                network: sandbox
                data: data
                pool: {address: %s}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: "127.0.0.1:%d", start-difficulty: 0.000003814697265625, min-difficulty: 0.000001, vardiff: false}
                payout:
                  interval: 300d
                  approvals: 2
                  approvers:
                    - {name: alice, key: %s}
                    - {name: bob, key: %s}
                http: {listen: 127.0.0.1:0}
                """.formatted(
                        chain.walletAddress(),
                        chain.endpoint().rpc(),
                        cookie,
                        stratumPort,
                        commands.newKey("alice"),
                        commands.newKey("bob")));
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, PATIENCE, condition);
    }
}
