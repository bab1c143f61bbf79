package neman.bitcoin.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.BroadcastAnswer.Verdict;
import neman.bitcoin.node.FundedPsbt;
import neman.bitcoin.node.FundingOptions;
import neman.bitcoin.node.MempoolAcceptance;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.RpcErrorException;
import neman.bitcoin.node.Unspent;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.node.WalletTransaction;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox's wallet as the payout side meets it: the pool's own client over HTTP. */
class SandboxWalletTest {
    /** BIP173's example key hash, with regtest's prefix. */
    private static final PayoutAddress MINER =
            PayoutAddress.parse(Network.SANDBOX, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    private static final long AMOUNT_SATS = 150_000_000;

    @TempDir
    Path directory;

    private SandboxNode node;
    private NodeClient client;
    private WalletClient wallet;

    @BeforeEach
    void startWithOneMatureCoin() throws IOException {
        open();
        mineOurs();
        node.controls().mineOthers(100);
    }

    private void open() throws IOException {
        node = SandboxNode.start(SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS));
        client = new NodeClient(node.endpoint(), Duration.ofSeconds(5));
        wallet = new WalletClient(client);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        node.close();
    }

    private void restart() throws IOException {
        stop();
        open();
    }

    private void mineOurs() throws NodeException {
        assertTrue(client.submitBlock(TestBlocks.mine(client.blockTemplate(), node.walletAddress()))
                .reason()
                .isEmpty());
    }

    private static FundingOptions options() {
        return FundingOptions.atFeeRate(5);
    }

    private byte[] signedPayment(FundingOptions options) throws NodeException {
        FundedPsbt funded = wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, AMOUNT_SATS)), options);
        return wallet.finalizePsbt(wallet.processPsbt(funded.psbt()).psbt())
                .transaction()
                .orElseThrow();
    }

    @Test
    void aCoinbaseIsSpendableAtItsHundredAndFirstConfirmation() throws NodeException {
        assertEquals(101, wallet.listUnspent(1).get(0).confirmations());
        mineOurs();
        assertEquals(1, wallet.listUnspent(1).size());
        assertEquals(5_000_000_000L, wallet.balances().trustedSats());
        assertEquals(5_000_000_000L, wallet.balances().immatureSats());
    }

    @Test
    void aPaymentGoesFromPsbtToConfirmation() throws NodeException {
        FundedPsbt funded = wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, AMOUNT_SATS)), options());
        assertEquals(1, funded.changePosition().orElseThrow());
        assertEquals(funded.feeSats(), Psbt.parseBase64(funded.psbt()).feeSats().orElseThrow());

        byte[] bytes = wallet.finalizePsbt(wallet.processPsbt(funded.psbt()).psbt())
                .transaction()
                .orElseThrow();
        Transaction transaction = Transaction.parse(bytes);
        assertTrue(funded.feeSats() >= 5L * transaction.virtualSize());
        assertTrue(funded.feeSats() <= 5L * (transaction.virtualSize() + 1));
        assertTrue(wallet.testMempoolAccept(bytes).allowed());

        assertEquals(Verdict.ACCEPTED, wallet.sendRawTransaction(bytes).verdict());
        assertEquals(Verdict.ACCEPTED, wallet.sendRawTransaction(bytes).verdict());
        assertEquals("txn-already-in-mempool", wallet.testMempoolAccept(bytes).rejectReason());
        assertEquals(0, wallet.transaction(transaction.txid()).orElseThrow().confirmations());
        Hash256 before = client.chainInfo().bestBlock();
        assertEquals(Set.of(transaction.txid()), wallet.sentSince(before));
        assertEquals(5_000_000_000L + funded.feeSats(), client.blockTemplate().coinbaseValueSats());

        mineOurs();

        WalletTransaction confirmed = wallet.transaction(transaction.txid()).orElseThrow();
        assertEquals(1, confirmed.confirmations());
        assertEquals(client.blockHash(102), confirmed.block());
        assertEquals(Set.of(transaction.txid()), wallet.sentSince(before));
        assertEquals(Set.of(), wallet.sentSince(confirmed.block().orElseThrow()));
        assertEquals(Verdict.ALREADY_KNOWN, wallet.sendRawTransaction(bytes).verdict());
        assertEquals(
                AMOUNT_SATS,
                wallet.txOut(new OutPoint(transaction.txid(), 0), true)
                        .orElseThrow()
                        .sats());
    }

    @Test
    void equalRequestsAreSignedToEqualBytes() throws NodeException {
        assertEquals(Transaction.parse(signedPayment(options())), Transaction.parse(signedPayment(options())));
    }

    @Test
    void aSpentOutputIsGoneAtOnceWithTheMempoolAndAfterTheBlockWithout() throws NodeException {
        OutPoint coin = wallet.listUnspent(1).get(0).outPoint();
        wallet.sendRawTransaction(signedPayment(options()));
        assertEquals(Optional.empty(), wallet.txOut(coin, true));
        assertTrue(wallet.txOut(coin, false).isPresent());
        node.controls().mineOthers(1);
        assertEquals(Optional.empty(), wallet.txOut(coin, false));
    }

    @Test
    void aTransactionThatABlockLostIsInTheMempoolAgain() throws NodeException {
        byte[] bytes = signedPayment(options());
        wallet.sendRawTransaction(bytes);
        node.controls().mineOthers(2);
        Hash256 txid = Transaction.parse(bytes).txid();
        assertEquals(2, wallet.transaction(txid).orElseThrow().confirmations());

        node.controls().reorganise(2);

        assertEquals(0, wallet.transaction(txid).orElseThrow().confirmations());
        assertEquals(txid, client.blockTemplate().transactions().get(0).txid());
        node.controls().mineOthers(1);
        assertEquals(1, wallet.transaction(txid).orElseThrow().confirmations());
    }

    @Test
    void anOrphanedCoinbaseIsWorthNothing() throws NodeException {
        mineOurs();
        node.controls().reorganise(1);
        assertEquals(0, wallet.balances().immatureSats());
    }

    @Test
    void aTransactionOfTheMempoolSurvivesARestart() throws IOException {
        byte[] bytes = signedPayment(options());
        wallet.sendRawTransaction(bytes);
        restart();
        Hash256 txid = Transaction.parse(bytes).txid();
        assertEquals(0, wallet.transaction(txid).orElseThrow().confirmations());
        assertEquals(1, client.blockTemplate().transactions().size());
    }

    @Test
    void lockedCoinsAreNotChosenAndPersistentLocksSurviveARestart() throws IOException {
        OutPoint coin = wallet.listUnspent(1).get(0).outPoint();
        wallet.lockUnspent(List.of(coin), true);
        wallet.lockUnspent(List.of(coin), true);
        assertThrows(RpcErrorException.class, () -> wallet.lockUnspent(List.of(coin), false));
        restart();

        assertEquals(List.of(coin), wallet.lockedOutPoints());
        assertEquals(List.of(), wallet.listUnspent(1));
        RpcErrorException refused = assertThrows(RpcErrorException.class, () -> signedPayment(options()));
        assertEquals(-4, refused.code());

        wallet.unlockUnspent(List.of(coin));
        wallet.unlockUnspent(List.of(coin));
        restart();
        assertEquals(1, wallet.listUnspent(1).size());
    }

    @Test
    void aLockInMemoryEndsWithTheProcess() throws IOException {
        signedPayment(options().lockingInputs());
        assertEquals(1, wallet.lockedOutPoints().size());
        restart();
        assertEquals(List.of(), wallet.lockedOutPoints());
    }

    @Test
    void aDoubleSpendReplacesOnlyWhereItPaysMore() throws NodeException {
        byte[] first = signedPayment(FundingOptions.atFeeRate(5));
        byte[] cheaper = signedPayment(FundingOptions.atFeeRate(2));
        byte[] dearer = signedPayment(FundingOptions.atFeeRate(20));
        wallet.sendRawTransaction(first);
        assertEquals(Verdict.REJECTED, wallet.sendRawTransaction(cheaper).verdict());
        assertEquals(Verdict.ACCEPTED, wallet.sendRawTransaction(dearer).verdict());
        assertEquals(1, client.blockTemplate().transactions().size());

        node.controls().mineOthers(3);
        assertEquals(Verdict.MISSING_INPUTS, wallet.sendRawTransaction(first).verdict());
        Hash256 loser = Transaction.parse(first).txid();
        assertEquals(-3, wallet.transaction(loser).orElseThrow().confirmations());
    }

    @Test
    void aForgedSignatureIsRefused() throws NodeException {
        byte[] bytes = signedPayment(options());
        Transaction honest = Transaction.parse(bytes);
        byte[] signature = honest.inputs().get(0).witness().get(0).clone();
        signature[10] ^= 1;
        Transaction forged = honest.withInputs(List.of(honest.inputs()
                .get(0)
                .withWitness(List.of(signature, honest.inputs().get(0).witness().get(1)))));
        assertEquals(
                Verdict.REJECTED, wallet.sendRawTransaction(forged.toBytes()).verdict());
        MempoolAcceptance tested = wallet.testMempoolAccept(forged.toBytes());
        assertFalse(tested.allowed());
        assertTrue(tested.rejectReason().contains("script-verify-flag"), "what payouts look for");
    }

    @Test
    void anUnsignedInputOfSomeoneElseStaysIncomplete() throws NodeException {
        Transaction foreign = new Transaction(
                2,
                List.of(TransactionInput.unsigned(new OutPoint(Hash256.parse("11".repeat(32)), 0))),
                List.of(new TransactionOutput(1_000, MINER.script())),
                0);
        String psbt = Psbt.create(foreign).toBase64();
        assertFalse(wallet.processPsbt(psbt).complete());
        assertFalse(wallet.finalizePsbt(psbt).complete());
    }

    @Test
    void addressesAreKnownAsOursOrNot() throws NodeException {
        assertTrue(wallet.addressInfo(node.walletAddress()).mine());
        assertFalse(wallet.addressInfo(MINER).mine());
        PayoutAddress fresh = wallet.newAddress();
        assertTrue(wallet.addressInfo(fresh).mine());
        assertNotEquals(fresh, wallet.newAddress());
    }

    @Test
    void unknownTransactionsAreAbsent() throws NodeException {
        assertEquals(Optional.empty(), wallet.transaction(Hash256.parse("22".repeat(32))));
        assertEquals(Optional.empty(), wallet.txOut(new OutPoint(Hash256.parse("22".repeat(32)), 0), true));
    }

    @Test
    void dustAndOverdraftsAreRefused() {
        RpcErrorException dust = assertThrows(
                RpcErrorException.class,
                () -> wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, 100)), options()));
        assertEquals(-4, dust.code());
        RpcErrorException overdraft = assertThrows(
                RpcErrorException.class,
                () -> wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, 5_000_000_000L)), options()));
        assertTrue(overdraft.getMessage().contains("Insufficient funds"), overdraft.getMessage());
    }

    @Test
    void aLargePaymentTakesSeveralCoins() throws NodeException {
        mineOurs();
        mineOurs();
        node.controls().mineOthers(100);
        assertEquals(3, wallet.listUnspent(1).size());
        List<Unspent> coins = wallet.listUnspent(1);
        FundedPsbt funded = wallet.createFundedPsbt(List.of(new PaymentOutput(MINER, 12_000_000_000L)), options());
        assertEquals(
                coins.size(),
                Psbt.parseBase64(funded.psbt()).unsignedTransaction().inputs().size());
        byte[] bytes = wallet.finalizePsbt(wallet.processPsbt(funded.psbt()).psbt())
                .transaction()
                .orElseThrow();
        assertTrue(wallet.testMempoolAccept(bytes).allowed());
    }
}
