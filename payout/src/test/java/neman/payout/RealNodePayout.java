package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.node.WalletClient;
import neman.payout.payment.PaymentTransaction;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutView;

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

    void matureAndPay() throws NodeException, SQLException {
        tick();
        mineOthers(100);
        tick();
        tick();
        assertEquals(List.of(), pool.queries.openAlarms());
        assertEquals(PayoutState.SEEN, payout().state());
        mineOthers(1);
        tick();
        assertEquals(PayoutState.CONFIRMED, payout().state());
        mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS - 1);
        tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        assertEquals(payout().totalSats(), pool.queries.totals().paidSats());
        assertPaidOnChain(TestPool.ALICE);
        assertPaidOnChain(TestPool.BOB);
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
