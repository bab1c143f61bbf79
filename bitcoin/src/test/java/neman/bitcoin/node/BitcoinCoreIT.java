package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.transaction.Transaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our blocks and every call of ours against Bitcoin Core in regtest, where the environment names one in BITCOIND or has
 * {@code bitcoind} on its PATH. One node for the class: the cases build one chain, in their order.
 */
@TestMethodOrder(OrderAnnotation.class)
class BitcoinCoreIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final PayoutAddress MINER =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    @TempDir
    static Path directory;

    private static NodeProcess process;
    private static NodeClient node;
    private static WalletClient wallet;
    private static URI uri;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> bitcoind = bitcoind();
        if (bitcoind.isEmpty()) {
            System.err.println("SKIPPED: BitcoinCoreIT needs bitcoind on the PATH or its path in BITCOIND");
        }
        Assumptions.assumeTrue(bitcoind.isPresent(), "no bitcoind on the PATH nor in BITCOIND");
        int port = NodeProcess.freePort();
        process = NodeProcess.start(command(bitcoind.get(), port), Map.of(), directory);
        uri = URI.create("http://127.0.0.1:" + port);
        node = client(cookie(), Optional.of("pool"));
        assertEquals("regtest", process.awaitAnswer(node).chain());
        rpc("createwallet", "pool");
        wallet = new WalletClient(node);
    }

    private static Optional<Path> bitcoind() {
        String named = System.getenv("BITCOIND");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv("PATH"))
                        .map(folder -> Path.of(folder, "bitcoind"));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    private static List<String> command(Path bitcoind, int port) {
        return List.of(
                bitcoind.toString(),
                "-regtest",
                "-datadir=" + directory,
                "-listen=0",
                "-dnsseed=0",
                "-fixedseeds=0",
                "-discover=0",
                "-natpmp=0",
                "-rpcbind=127.0.0.1",
                "-rpcallowip=127.0.0.1",
                "-rpcport=" + port,
                "-printtoconsole=1");
    }

    private static NodeAuthentication cookie() {
        return new NodeAuthentication.CookieFile(directory.resolve("regtest").resolve(".cookie"));
    }

    private static NodeClient client(NodeAuthentication authentication, Optional<String> wallet) {
        return new NodeClient(new NodeEndpoint(uri, authentication, wallet), TIMEOUT);
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            node.close();
            process.close();
        }
    }

    /** A call that the pool never makes. */
    private static void rpc(String method, Object... parameters) throws NodeException {
        node.rpc()
                .call(node.rpc().nodeUri(), TIMEOUT, parser -> parser.<JsonNode>readValueAsTree(), method, parameters);
    }

    private static SolvedBlock mineAndSubmit(byte[] script) throws NodeException {
        SolvedBlock block = SolvedBlock.mine(node.blockTemplate(), script, 0);
        assertEquals(new SubmitAnswer(SubmitAnswer.Verdict.ACCEPTED, ""), node.submitBlock(block.bytes()));
        return block;
    }

    @Test
    @Order(1)
    void ourBlocksAreAcceptedFromTheFirstHeightOnAcrossAllFormsOfTheHeightPush() throws NodeException {
        for (int height = 1; height <= 130; height++) {
            SolvedBlock block = mineAndSubmit(MINER.script());
            assertEquals(Optional.of(block.hash()), node.blockHash(height));
        }
        ChainInfo info = node.chainInfo();
        assertEquals(130, info.blocks());
        assertEquals(130, info.headers());
        assertEquals(node.blockHash(130), Optional.of(info.bestBlock()));
        assertFalse(info.initialBlockDownload());
        assertTrue(node.networkInfo().subversion().startsWith("/Satoshi:"));
    }

    @Test
    @Order(2)
    void aBlockIsReadBackWithWhatItsCoinbasePays() throws NodeException {
        SolvedBlock solved = mineAndSubmit(MINER.script());
        ChainBlock block = node.block(solved.hash()).orElseThrow();
        assertEquals(solved.coinbaseTxid(), block.coinbaseTxid());
        assertEquals(131, block.height());
        assertEquals(1, block.confirmations());
        assertEquals(2, block.coinbaseOutputs().size());
        assertArrayEquals(MINER.script(), block.coinbaseOutputs().get(0).script());
        assertEquals(50 * Satoshis.PER_BITCOIN, block.coinbaseOutputs().get(0).sats());
        ChainHeader header = node.header(solved.hash()).orElseThrow();
        assertEquals(node.blockHash(130), header.previousBlock());
        assertTrue(header.isInActiveChain());
    }

    @Test
    @Order(3)
    void whatTheNodeDoesNotKnowIsEmpty() throws NodeException {
        assertEquals(Optional.empty(), node.blockHash(1_000_000));
        assertEquals(Optional.empty(), node.header(Hash256.ZERO));
        assertEquals(Optional.empty(), node.block(Hash256.ZERO));
        assertEquals(Optional.empty(), wallet.transaction(Hash256.ZERO));
        assertEquals(Optional.empty(), wallet.txOut(new OutPoint(Hash256.ZERO, 0), true));
    }

    @Test
    @Order(4)
    void submittedBlocksGetTheVerdictsOfBip22() throws NodeException {
        BlockTemplate template = node.blockTemplate();
        SolvedBlock first = SolvedBlock.mine(template, MINER.script(), 1);
        SolvedBlock rival = SolvedBlock.mine(template, MINER.script(), 2);
        SolvedBlock greedy = SolvedBlock.mine(template, MINER.script(), 3, template.coinbaseValueSats() + 1);
        assertEquals(
                SubmitAnswer.Verdict.ACCEPTED, node.submitBlock(first.bytes()).verdict());
        assertEquals(
                SubmitAnswer.Verdict.DUPLICATE, node.submitBlock(first.bytes()).verdict());
        assertEquals(
                SubmitAnswer.Verdict.INCONCLUSIVE,
                node.submitBlock(rival.bytes()).verdict());
        assertEquals(-1, node.block(rival.hash()).orElseThrow().confirmations());

        assertEquals(
                SubmitAnswer.Verdict.INCONCLUSIVE,
                node.submitBlock(greedy.bytes()).verdict(),
                "of a side branch");
        BlockTemplate next = node.blockTemplate();
        SolvedBlock greedyAtTip = SolvedBlock.mine(next, MINER.script(), 3, next.coinbaseValueSats() + 1);
        assertEquals(
                new SubmitAnswer(SubmitAnswer.Verdict.REJECTED, "bad-cb-amount"),
                node.submitBlock(greedyAtTip.bytes()));
        byte[] otherRoot = SolvedBlock.mine(next, MINER.script(), 4).bytes();
        otherRoot[40] ^= 1;
        assertEquals(SubmitAnswer.Verdict.REJECTED, node.submitBlock(otherRoot).verdict());
        assertEquals(
                SubmitAnswer.Verdict.REJECTED,
                node.submitBlock(new byte[] {1, 2, 3}).verdict());
    }

    @Test
    @Order(5)
    void aLongPollReturnsWithTheNextTip() throws NodeException {
        BlockTemplate before = node.blockTemplate();
        CompletableFuture<BlockTemplate> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return node.awaitTemplate(before.longPollId().orElseThrow(), TIMEOUT);
            } catch (NodeException e) {
                throw new CompletionException(e);
            }
        });
        SolvedBlock block = mineAndSubmit(MINER.script());
        assertEquals(block.hash(), waiting.join().previousBlock());
    }

    @Test
    @Order(6)
    void aLongPollThatNothingEndsGivesTheCurrentTemplate() throws NodeException {
        BlockTemplate before = node.blockTemplate();
        BlockTemplate after = node.awaitTemplate(before.longPollId().orElseThrow(), Duration.ofMillis(200));
        assertEquals(before.previousBlock(), after.previousBlock());
    }

    @Test
    @Order(7)
    void closingEndsALongPoll() throws NodeException {
        NodeClient other = client(cookie(), Optional.empty());
        String longPollId = other.blockTemplate().longPollId().orElseThrow();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                () -> assertThrows(NodeException.class, () -> other.awaitTemplate(longPollId, TIMEOUT)));
        other.close();
        waiting.join();
    }

    @Test
    @Order(8)
    void theWalletPaysByPsbtAndABlockOfOursConfirmsIt() throws IOException {
        PayoutAddress pool = wallet.newAddress();
        assertTrue(wallet.addressInfo(pool).mine());
        assertTrue(wallet.addressInfo(pool).solvable());
        assertArrayEquals(pool.script(), wallet.addressInfo(pool).script());
        assertFalse(wallet.addressInfo(MINER).mine());
        SolvedBlock ours = mineAndSubmit(pool.script());
        for (int i = 0; i < 100; i++) {
            mineAndSubmit(MINER.script());
        }
        Unspent coin = wallet.listUnspent(101).get(0);
        assertEquals(new OutPoint(ours.coinbaseTxid(), 0), coin.outPoint());
        assertEquals(Optional.of(pool.toString()), coin.address());
        assertArrayEquals(pool.script(), coin.script());
        assertTrue(coin.spendable());
        assertEquals(50 * Satoshis.PER_BITCOIN, coin.sats());
        assertEquals(new WalletBalances(coin.sats(), 0, 0), wallet.balances());

        FundedPsbt funded = wallet.createFundedPsbt(
                List.of(new PaymentOutput(MINER, 123_456_789)),
                FundingOptions.atFeeRate(5).lockingInputs());
        assertEquals(OptionalInt.of(1), funded.changePosition());
        assertTrue(funded.feeSats() > 0);
        assertEquals(List.of(coin.outPoint()), wallet.lockedOutPoints());
        wallet.lockUnspent(List.of(coin.outPoint()), true);
        wallet.lockUnspent(List.of(coin.outPoint()), true);

        ProcessedPsbt processed = wallet.processPsbt(funded.psbt());
        assertTrue(processed.complete());
        byte[] signed = wallet.finalizePsbt(processed.psbt()).transaction().orElseThrow();
        MempoolAcceptance acceptance = wallet.testMempoolAccept(signed);
        assertTrue(acceptance.allowed());
        assertEquals(funded.feeSats(), acceptance.feeSats());
        assertEquals(Optional.empty(), wallet.finalizePsbt(funded.psbt()).transaction());
        String forged = wallet.testMempoolAccept(forged(signed)).rejectReason();
        assertTrue(forged.contains("script-verify-flag"), "what payouts look for is not in: " + forged);

        broadcastAndConfirm(signed, coin);
    }

    private static byte[] forged(byte[] signed) {
        Transaction honest = Transaction.parse(signed);
        List<byte[]> witness = honest.inputs().get(0).witness();
        byte[] signature = witness.get(0).clone();
        signature[10] ^= 1;
        return honest.withInputs(List.of(honest.inputs().get(0).withWitness(List.of(signature, witness.get(1)))))
                .toBytes();
    }

    private static void broadcastAndConfirm(byte[] signed, Unspent coin) throws IOException {
        assertTrue(wallet.txOut(coin.outPoint(), true).orElseThrow().coinbase());
        assertEquals(
                BroadcastAnswer.Verdict.ACCEPTED,
                wallet.sendRawTransaction(signed).verdict());
        assertEquals(
                BroadcastAnswer.Verdict.ACCEPTED,
                wallet.sendRawTransaction(signed).verdict());
        assertEquals("txn-already-in-mempool", wallet.testMempoolAccept(signed).rejectReason());
        assertTrue(wallet.txOut(coin.outPoint(), true).isEmpty());
        assertTrue(wallet.txOut(coin.outPoint(), false).isPresent());

        BlockTemplate template =
                Await.present("the payment in a template", TIMEOUT, () -> Optional.of(node.blockTemplate())
                        .filter(candidate -> candidate.transactions().size() == 1));
        Hash256 txid = template.transactions().get(0).txid();
        assertArrayEquals(signed, template.transactions().get(0).data());
        assertEquals(0, wallet.transaction(txid).orElseThrow().confirmations());
        assertEquals(Set.of(txid), wallet.sentSince(node.chainInfo().bestBlock()));
        SolvedBlock block = SolvedBlock.mine(template, MINER.script(), 0);
        assertEquals(
                SubmitAnswer.Verdict.ACCEPTED, node.submitBlock(block.bytes()).verdict());

        WalletTransaction confirmed = wallet.transaction(txid).orElseThrow();
        assertEquals(1, confirmed.confirmations());
        assertEquals(Optional.of(block.hash()), confirmed.block());
        assertEquals(Set.of(txid), wallet.sentSince(template.previousBlock()));
        assertEquals(Set.of(), wallet.sentSince(block.hash()));
        assertArrayEquals(signed, confirmed.bytes());
        TxOut paid = wallet.txOut(new OutPoint(txid, 0), true).orElseThrow();
        assertEquals(123_456_789, paid.sats());
        assertArrayEquals(MINER.script(), paid.script());
        assertEquals(
                BroadcastAnswer.Verdict.ALREADY_KNOWN,
                wallet.sendRawTransaction(signed).verdict());
        wallet.unlockUnspent(List.of(coin.outPoint(), new OutPoint(txid, 1)));
    }

    @Test
    @Order(9)
    void aTransactionWhoseInputIsGoneOrWhoseBytesAreWrongIsToldApart() throws NodeException {
        byte[] signed = payment(wallet.listUnspent(1).get(0).sats() / 2);
        byte[] otherInput = signed.clone();
        otherInput[10] ^= 1; // a byte of the first input's txid: after version, marker, flag and count
        assertEquals(
                BroadcastAnswer.Verdict.MISSING_INPUTS,
                wallet.sendRawTransaction(otherInput).verdict());
        byte[] otherLockTime = signed.clone();
        otherLockTime[otherLockTime.length - 1] ^= 1; // far above every height: not final
        BroadcastAnswer rejected = wallet.sendRawTransaction(otherLockTime);
        assertEquals(BroadcastAnswer.Verdict.REJECTED, rejected.verdict());
        assertFalse(rejected.reason().isEmpty());
        assertEquals(
                BroadcastAnswer.Verdict.REJECTED,
                wallet.sendRawTransaction(new byte[] {1}).verdict());
    }

    private static byte[] payment(long sats) throws NodeException {
        FundedPsbt funded =
                wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, sats)), FundingOptions.atFeeRate(2));
        ProcessedPsbt processed = wallet.processPsbt(funded.psbt());
        return wallet.finalizePsbt(processed.psbt()).transaction().orElseThrow();
    }

    @Test
    @Order(10)
    void aBlockThatLeftTheChainSaysSo() throws NodeException {
        SolvedBlock block = mineAndSubmit(MINER.script());
        rpc("invalidateblock", block.hash().toString());
        assertEquals(-1, node.block(block.hash()).orElseThrow().confirmations());
        assertFalse(node.header(block.hash()).orElseThrow().isInActiveChain());
        SolvedBlock other = mineAndSubmit(wallet.newAddress().script());
        assertNotEquals(block.hash(), other.hash());
    }

    @Test
    @Order(11)
    void refusalsNameTheThingAndTheRemedy() throws IOException {
        try (NodeClient stranger = client(new NodeAuthentication.Password("pool", "wrong"), Optional.of("pool"))) {
            NodeException refused = assertThrows(NodeException.class, stranger::chainInfo);
            assertEquals(
                    "the node at " + uri + " does not accept the RPC credentials (user pool)", refused.getMessage());
        }
        try (NodeClient other = client(cookie(), Optional.of("no such wallet"))) {
            RpcErrorException refused = assertThrows(RpcErrorException.class, () -> new WalletClient(other).balances());
            assertEquals(-18, refused.code());
        }
        RpcErrorException noMoney = assertThrows(RpcErrorException.class, () -> payment(Satoshis.MAX_MONEY));
        assertTrue(noMoney.getMessage().contains("Insufficient funds"), noMoney.getMessage());
    }

    @Test
    @Order(12)
    void aWalletsStateTellsWhetherItCanSign() throws IOException {
        assertEquals(new WalletInfo(true, false, false), wallet.info());
        rpc("createwallet", "watching", true);
        assertEquals(new WalletInfo(false, false, false), info("watching"));
        rpc("createwallet", "encrypted", false, false, "secret");
        assertEquals(new WalletInfo(true, true, false), info("encrypted"));
    }

    private static WalletInfo info(String name) throws IOException {
        try (NodeClient other = client(cookie(), Optional.of(name))) {
            return new WalletClient(other).info();
        }
    }
}
