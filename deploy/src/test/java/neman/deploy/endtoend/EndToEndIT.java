package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.bitcoin.transaction.Transaction;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.wiring.PoolProcess;
import neman.deploy.wiring.Role;
import neman.payout.payment.PayoutState;
import neman.payout.query.BlockView;
import neman.payout.query.MinerBalance;
import neman.payout.query.PayoutQueries;
import neman.payout.query.PayoutView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way in one process on real services: shares over TCP become blocks, rounds, balances and payments on the chain, and
 * an outsider's recomputation agrees with all of it.
 */
@Timeout(240)
class EndToEndIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MINERS = 3;
    private static final int FEE_BASIS_POINTS = 150;
    private static final long SMALLEST_PAYOUT_SATS = 100_000;

    @TempDir
    Path directory;

    private SandboxNode node;
    private PoolProcess pool;
    private HikariDataSource database;
    private PayoutQueries books;

    @Test
    void sharesBecomeBlocksBalancesAndPaymentsToTheSatoshi() throws Exception {
        try (SandboxNode chain = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")));
                PoolProcess process = start(chain);
                HikariDataSource connections = TestServices.open(directory.resolve("data"))) {
            node = chain;
            pool = process;
            database = connections;
            books = new PayoutQueries(database);

            Set<Hash256> acknowledged = mineBlocks(6);
            orphanBlocks(2);
            matureAndPay();

            BooksAudit audit = new BooksAudit(database, FEE_BASIS_POINTS);
            assertEquals(acknowledged, audit.sequencedHeaders(), "acknowledged and sequenced shares");
            assertTrue(audit.verifyRounds() >= 6, "rounds");
            audit.verifyLedger();
            verifyCoinbases();
            verifyPayments();
        }
    }

    private PoolProcess start(SandboxNode chain) throws Exception {
        Path cookie = ((NodeAuthentication.CookieFile) chain.endpoint().authentication()).path();
        Path file = Files.writeString(directory.resolve("pool.yaml"), """
                network: sandbox
                data: data
                pool: {address: %s, fee-percent: 1.5}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: 127.0.0.1:0, start-difficulty: 0.000003814697265625, min-difficulty: 0.000001, vardiff: false}
                payout: {minimum-btc: 0.001, interval: 1s}
                http: {listen: 127.0.0.1:0}
                """.formatted(
                        chain.walletAddress(), chain.endpoint().rpc(), cookie));
        return PoolProcess.start(
                ConfigurationReader.readFile(file, Map.of()),
                Role.all(),
                Duration.ZERO,
                System.out::println,
                () -> false);
    }

    private Set<Hash256> mineBlocks(int count) throws Exception {
        int port = pool.stratumAddresses().get(0).getPort();
        try (TestMiners miners = new TestMiners("127.0.0.1", port, MINERS, 60_000)) {
            Await.until("blocks in the books", PATIENCE, () -> blocksIn(BlockView.State.PENDING) >= count);
            miners.stop();
            return miners.acknowledged();
        }
    }

    private void orphanBlocks(int count) throws Exception {
        node.controls().reorganise(count);
        Await.until("orphans in the books", PATIENCE, () -> blocksIn(BlockView.State.ORPHANED) >= count);
    }

    /** Until every block is decided and nobody is owed what could be paid. */
    private void matureAndPay() throws Exception {
        node.controls().mineOthers(101);
        Await.until("blocks that are decided", PATIENCE, () -> blocksIn(BlockView.State.PENDING) == 0);
        Await.until("payments that are settled", PATIENCE, () -> {
            node.controls().mineOthers(1);
            return !books.payouts(500, OptionalLong.empty()).items().isEmpty()
                    && payouts().stream().allMatch(payout -> payout.state() == PayoutState.SETTLED)
                    && books.totals().availableSats() < MINERS * SMALLEST_PAYOUT_SATS;
        });
    }

    private long blocksIn(BlockView.State state) throws Exception {
        return books.blocks(500, OptionalLong.empty()).items().stream()
                .filter(block -> block.state() == state && (block.rewardSats() > 0 || state != BlockView.State.PENDING))
                .count();
    }

    private List<PayoutView> payouts() throws Exception {
        return books.payouts(500, OptionalLong.empty()).items();
    }

    /** Every satoshi that a coinbase of the chain pays the pool is booked, and nothing else is. */
    private void verifyCoinbases() throws Exception {
        Map<Hash256, Long> booked = new HashMap<>();
        for (BlockView block : books.blocks(500, OptionalLong.empty()).items()) {
            if (block.state() == BlockView.State.CONFIRMED) {
                booked.put(block.hash(), block.rewardSats());
            }
        }
        assertEquals(coinbasesOnTheChain(), booked);
        assertEquals(
                booked.values().stream().mapToLong(Long::longValue).sum(),
                books.totals().minedSats());
    }

    private Map<Hash256, Long> coinbasesOnTheChain() throws Exception {
        // Others' blocks pay the sandbox's own miner, never the pool's address.
        PayoutAddress address = node.walletAddress();
        Map<Hash256, Long> paid = new HashMap<>();
        try (NodeClient client = new NodeClient(node.endpoint(), Duration.ofSeconds(5))) {
            for (int height = 1; height <= node.controls().height(); height++) {
                Hash256 block = client.blockHash(height).orElseThrow();
                long sats = client.block(block).orElseThrow().coinbaseOutputs().stream()
                        .filter(output -> address.isPaidBy(output.script()))
                        .mapToLong(TransactionOutput::sats)
                        .sum();
                if (sats > 0) {
                    paid.put(block, sats);
                }
            }
        }
        return paid;
    }

    /** What the books call paid is what transactions of the chain pay to the miners' scripts. */
    private void verifyPayments() throws Exception {
        Map<Integer, Long> onChain = new HashMap<>();
        try (NodeClient client = new NodeClient(node.endpoint(), Duration.ofSeconds(5))) {
            WalletClient wallet = new WalletClient(client);
            for (PayoutView payout : payouts()) {
                var transaction =
                        wallet.transaction(payout.txid().orElseThrow()).orElseThrow();
                assertTrue(transaction.confirmations() > 0, "payment " + payout.id() + " is on the chain");
                for (var output : Transaction.parse(transaction.bytes()).outputs()) {
                    for (int miner = 0; miner < MINERS; miner++) {
                        if (TestMiners.address(miner).isPaidBy(output.script())) {
                            onChain.merge(miner, output.valueSats(), Long::sum);
                        }
                    }
                }
            }
        }
        for (int miner = 0; miner < MINERS; miner++) {
            MinerBalance balance = books.minerBalance(TestMiners.address(miner).toString());
            assertEquals(balance.paidSats(), onChain.getOrDefault(miner, 0L), balance.account());
            assertEquals(0, balance.pendingSats() + balance.inPayoutSats(), balance.account());
        }
    }
}
