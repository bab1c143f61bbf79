package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
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
import neman.payout.desk.OperatorKeys;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator's story by commands, each a process of its own, beside a pool that runs and without one: two persons approve,
 * a fee is raised, an account is held, a payout is cancelled, coins leave the wallet and are explained.
 */
@Timeout(600)
class PayoutStoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MINERS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private SandboxNode chain;
    private Path configuration;
    private int stratumPort;
    private PayoutQueries books;

    /** How a command ended. */
    private record Ended(int status, String out, String err) {
        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    @Test
    void operatorsPayExplainAndAnswer() throws Exception {
        try (SandboxNode sandbox = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")))) {
            chain = sandbox;
            writeConfiguration(key("alice"), key("bob"));
            Process pool = start(List.of("run", "--config", configuration.toString()), "pool");
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
        key("mallory");
        assertRefused(
                "none of", command("approve", "" + batch, "--yes", "--key", file("mallory")), "no signature of one");
        JsonNode shown = done(command("status", "" + batch, "--json")).json();
        assertEquals(2, shown.get("approvalsNeeded").asInt());
        assertEquals(MINERS, shown.get("outputs").size());
        Ended unasked = command("approve", "" + batch, "--key", file("alice"));
        assertRefused("unasked", unasked, "not confirmed");
        done(command("approve", "" + batch, "--yes", "--key", file("alice"), "--operator", "alice"));
        assertRefused(
                "twice", command("approve", "" + batch, "--yes", "--key", file("alice")), "approved by alice already");
        assertEquals("BUILT", state(batch), "one person is not two");

        PrivateKey bob = OperatorKeys.read(Path.of(file("bob")));
        byte[] digest = HexFormat.of().parseHex(shown.get("digest").asText());
        byte[] wrong = OperatorKeys.sign(bob, new byte[32]);
        assertRefused(
                "another digest",
                command("approve", "" + batch, "--yes", "--signature", base64(wrong)),
                "no signature");
        done(command("approve", "" + batch, "--yes", "--signature", base64(OperatorKeys.sign(bob, digest))));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void replaceWithAHigherFee() throws Exception {
        assertRefused("too low", command("bump", "1", "--fee-rate", "1", "--yes"), "the rate is too low");
        assertRefused("too high", command("bump", "1", "--fee-rate", "101", "--yes"), "payout.fee-rate-max-sat-vb");
        done(command("bump", "1", "--fee-rate", "20", "--yes"));
        assertEquals("BUILT", state(1));
        assertEquals(0, batch(1).get("approvedBy").size(), "a replacement is approved anew");
        done(command("approve", "1", "--yes", "--key", file("alice")));
        done(command("approve", "1", "--yes", "--key", file("bob")));
        await(
                "the replacement",
                () -> state(1).equals("SEEN") && batch(1).get("attempts").size() == 2);
        chain.controls().mineOthers(6);
        await("its burial", () -> state(1).equals("SETTLED"));
        assertRefused("paid", command("cancel", "1", "--reason", "late", "--yes"), "it is signed");
    }

    private void holdOneAndCancel() throws Exception {
        String alice = TestMiners.address(0).toString();
        done(command("hold", alice, "--reason", "a question of ownership", "--operator", "olga"));
        assertRefused("twice", command("hold", alice, "--reason", "again"), "it is held already");
        mineAndMature(1);
        JsonNode preview = done(command("preview", "--json")).json();
        assertEquals(1, preview.get("items").size());
        assertEquals("HELD", preview.get("withheld").get(0).get("reason").asText());
        JsonNode run = done(command("run", "--yes", "--json")).json();
        assertEquals("BUILT", run.get("state").asText());
        assertEquals(1, run.get("outputs").size());
        assertRefused("under way", command("run", "--yes"), "an earlier payout is not sent yet");
        assertRefused("not approved", command("export", "2", "--yes"), "only an approved payout");
        done(command("cancel", "2", "--reason", "waits for the court", "--yes"));
        assertEquals("CANCELLED", state(2));
        done(command("release", alice, "--reason", "cleared up", "--yes"));
        JsonNode balance = done(command("balance", alice, "--json")).json();
        assertEquals(0, balance.get("heldSats").asLong());
        assertEquals(
                "operator:olga", balance.get("holds").get(0).get("operator").asText());
        done(command("terms", alice, "--minimum-btc", "20000000", "--reason", "his letter", "--yes"));
        assertEquals(
                "BELOW_OWN_MINIMUM",
                done(command("preview", "--json"))
                        .json()
                        .get("withheld")
                        .get(0)
                        .get("reason")
                        .asText());
    }

    private void explainWhatLeftTheWallet() throws Exception {
        assertEquals(
                0,
                done(command("reconcile", "--json"))
                        .json()
                        .get("differenceSats")
                        .asLong());
        long spent = withdraw();
        chain.controls().mineOthers(1);
        Ended different = command("reconcile", "--json");
        assertEquals(1, different.status());
        assertEquals(-spent, different.json().get("unexplainedSats").asLong());
        String today = java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString();
        assertRefused("today", command("close-day", today), "it is not over yet");
        assertRefused(
                "a miner", command("explain", "--account", "income:pool-fee", "--reason", "x", "--yes"), "name one of");
        done(command("explain", "--account", "asset:cold", "--reason", "moved to the safe", "--yes"));
        assertEquals(
                0,
                done(command("reconcile", "--json"))
                        .json()
                        .get("unexplainedSats")
                        .asLong());

        assertRefused("coins went", command("run", "--yes"), "a spend of the pool's coins that the books do not know");
        for (JsonNode alarm : done(command("status", "--json")).json().get("alarms")) {
            assertEquals("UNKNOWN_SPEND", alarm.get("code").asText());
            done(command("acknowledge", alarm.get("subject").asText(), "--reason", "moved to the safe", "--yes"));
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
        JsonNode statement = done(command("statement", bob, "--json")).json();
        JsonNode balance = done(command("balance", bob, "--json")).json();
        assertEquals(
                balance.get("pendingSats").asLong()
                        + balance.get("availableSats").asLong(),
                statement.get("closingSats").asLong());
        assertTrue(balance.get("paidSats").asLong() > 0);
        Ended csv = done(command("statement", bob, "--csv"));
        long sum = csv.out()
                .lines()
                .skip(1)
                .map(line -> line.split(",")[6])
                .filter(amount -> !amount.isEmpty())
                .mapToLong(Long::parseLong)
                .sum();
        assertEquals(statement.get("closingSats").asLong(), sum, "lines from zero add up to the closing balance");

        JsonNode begun = done(command("run", "--yes", "--json")).json();
        long batch = begun.get("id").asLong();
        assertEquals("BUILT", begun.get("state").asText());
        done(command("approve", "" + batch, "--yes", "--key", file("bob")));
        done(command("approve", "" + batch, "--yes", "--key", file("alice")));
        Ended further = command("run", "--yes");
        assertRefused("nobody is left", further, "nobody can be paid now");
        assertEquals("SEEN", state(batch), "what was under way went on");
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

    private JsonNode batch(long id) throws Exception {
        return done(command("status", "" + id, "--json")).json();
    }

    private String state(long id) throws Exception {
        return batch(id).get("state").asText();
    }

    private String key(String name) throws Exception {
        Ended made = end(start(List.of("payout", "keygen", "--out", file(name), "--name", name), name), name);
        return done(made)
                .out()
                .lines()
                .skip(3)
                .findFirst()
                .orElseThrow()
                .replace("key:", "")
                .strip();
    }

    private String file(String name) {
        return directory.resolve(name + ".key").toString();
    }

    private void writeConfiguration(String alice, String bob) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stratumPort = socket.getLocalPort();
        }
        Path cookie = ((NodeAuthentication.CookieFile) chain.endpoint().authentication()).path();
        configuration = Files.writeString(directory.resolve("pool.yaml"), """
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
                        chain.walletAddress(), chain.endpoint().rpc(), cookie, stratumPort, alice, bob));
    }

    private Ended command(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("payout"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--config", configuration.toString()));
        return end(start(arguments, "command"), "command");
    }

    private Process start(List<String> arguments, String name) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("target", "neman.jar").toAbsolutePath().toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .redirectError(directory.resolve(name + ".err").toFile())
                .start();
    }

    private Ended end(Process process, String name) throws Exception {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "a command ends");
        return new Ended(
                process.exitValue(),
                Files.readString(directory.resolve(name + ".out")),
                Files.readString(directory.resolve(name + ".err")));
    }

    private static Ended done(Ended ended) {
        assertEquals(0, ended.status(), ended.out() + ended.err());
        return ended;
    }

    private static void assertRefused(String what, Ended ended, String reason) {
        assertEquals(1, ended.status(), what + ": " + ended.out() + ended.err());
        List<String> lines =
                ended.err().lines().filter(line -> line.startsWith("pool: ")).toList();
        assertEquals(1, lines.size(), ended.err());
        assertTrue(lines.get(0).contains(reason), ended.err());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, PATIENCE, condition);
    }
}
