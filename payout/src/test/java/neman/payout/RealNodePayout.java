package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.FundedPsbt;
import neman.bitcoin.node.FundingOptions;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.node.WalletClient;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.FeeBump;
import neman.payout.payment.PaymentTransaction;
import neman.payout.payment.PayoutState;
import neman.payout.payment.Reconciliation;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;

/** The whole way of a reward on a node with real consensus and real signatures: booked, mature, paid, settled. */
final class RealNodePayout {
    private final TestPool pool;
    private final NodeClient node;
    private final WalletClient wallet;
    private final Network network;

    RealNodePayout(TestPool pool, NodeClient node, Network network, PayoutAddress poolAddress) {
        this.pool = pool;
        this.node = node;
        this.wallet = new WalletClient(node);
        this.network = network;
        pool.settings =
                PayoutSettings.of(poolAddress, 100, 100_000, pool.settings.interval(), 100, pool.settings.pollEvery());
    }

    /** From now on. */
    void payTheCoinbasesTo(PayoutAddress other) {
        pool.settings =
                PayoutSettings.of(other, 100, 100_000, pool.settings.interval(), 100, pool.settings.pollEvery());
    }

    /** A new service for each pass, as after a restart. */
    void tick() throws SQLException {
        try (PayoutService service = pool.serviceOn(node, network)) {
            service.tick();
        }
        pool.assertSound();
    }

    TemplateMiner.Mined findBlock() throws NodeException, SQLException {
        TemplateMiner.Mined block = TemplateMiner.mine(node, pool.settings.poolAddress());
        pool.closeRound(block.hash(), block.height());
        return block;
    }

    void mineOthers(int blocks) throws NodeException {
        for (int i = 0; i < blocks; i++) {
            TemplateMiner.mine(node, TestPool.OTHERS);
        }
    }

    PayoutView payout() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
    }

    /** Everything that was found so far can be spent, and a payout waits in the mempool. */
    void matureAndSend() throws NodeException, SQLException {
        tick();
        mineOthers(100);
        tick();
        tick();
        assertEquals(List.of(), pool.queries.openAlarms());
        assertEquals(PayoutState.SEEN, payout().state());
    }

    void matureAndPay() throws NodeException, SQLException {
        matureAndSend();
        mineOthers(1);
        tick();
        assertEquals(PayoutState.CONFIRMED, payout().state());
        mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS - 1);
        tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        assertEquals(payout().totalSats(), pool.queries.totals().paidSats());
        assertEquals(0, reconcile());
        assertPaidOnChain(TestPool.ALICE);
        assertPaidOnChain(TestPool.BOB);
    }

    /** A replacement that pays so much; the next pass signs and sends it. */
    Optional<FeeBump.Refusal> bump(long feeRateSatPerVb) throws SQLException {
        LedgerTransactions transactions = new LedgerTransactions(pool.database, pool.leadership());
        return new FeeBump(transactions, network, pool.settings.feeRateMaxSatPerVb(), () -> pool.now)
                .replace(payout().id(), feeRateSatPerVb, "olga");
    }

    /** Above 0 where the wallet holds more than the books say. */
    long reconcile() throws SQLException, NodeException {
        LedgerTransactions transactions = new LedgerTransactions(pool.database, pool.leadership());
        Reconciliation.Result result = new Reconciliation(transactions, node, wallet, () -> pool.now).run();
        assertTrue(result.booksSats().isPresent(), "nothing could be compared");
        return result.differenceSats();
    }

    /** An operator pays from the wallet without the books; answers what left it, with the fee. */
    long withdraw(PayoutAddress to, long sats) throws NodeException {
        FundedPsbt funded = wallet.createFundedPsbt(List.of(new PaymentOutput(to, sats)), FundingOptions.atFeeRate(2));
        String signed = wallet.processPsbt(funded.psbt()).psbt();
        wallet.sendRawTransaction(wallet.finalizePsbt(signed).transaction().orElseThrow());
        return sats + funded.feeSats();
    }

    String confirmingBlock() throws SQLException {
        return pool.single("SELECT block_hash FROM ledger.payout_batch ORDER BY id DESC LIMIT 1");
    }

    boolean isInMempool(Hash256 txid) throws NodeException {
        return wallet.txOut(new OutPoint(txid, 0), true).isPresent();
    }

    /** The node shows an unspent output to the miner with what the books say he was paid. */
    private void assertPaidOnChain(PayoutAddress miner) throws NodeException, SQLException {
        long paid = pool.queries.minerBalance(miner.toString()).paidSats();
        byte[] bytes =
                wallet.transaction(payout().txid().orElseThrow()).orElseThrow().bytes();
        List<TransactionOutput> outputs = PaymentTransaction.decode(bytes).outputs();
        boolean found = false;
        for (int i = 0; i < outputs.size(); i++) {
            if (miner.isPaidBy(outputs.get(i).script())) {
                OutPoint outPoint = new OutPoint(payout().txid().orElseThrow(), i);
                assertEquals(paid, wallet.txOut(outPoint, false).orElseThrow().sats());
                found = true;
            }
        }
        assertTrue(found && paid > 0, "no output pays " + miner);
    }
}
