package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.TxOut;
import neman.bitcoin.node.WalletClient;
import neman.payout.ledger.LedgerTransactions;

/**
 * Rewards that the pool holds outside of the paying wallet: {@code pool.address} is another wallet's, from which an operator
 * moves coins to this one by hand. They are read off the chain, output by output.
 */
final class OutsideCoins {
    private final LedgerTransactions transactions;
    private final WalletClient wallet;

    OutsideCoins(LedgerTransactions transactions, WalletClient wallet) {
        this.transactions = transactions;
        this.wallet = wallet;
    }

    /** What is unspent, the mempool's spends left out, of the coinbase outputs to the pool that this wallet cannot count. */
    long sats(Network network) throws SQLException, NodeException {
        Map<Optional<PayoutAddress>, Boolean> inside = new HashMap<>();
        long sats = 0;
        for (OutPoint outPoint : transactions.run(OutsideCoins::unspent)) {
            Optional<TxOut> coin = wallet.txOut(outPoint, true);
            if (coin.isPresent()
                    && !isInside(OutputAddress.of(network, coin.get().script()), inside)) {
                sats = Math.addExact(sats, coin.get().sats());
            }
        }
        return sats;
    }

    /** Each script is asked for once. */
    private boolean isInside(Optional<PayoutAddress> address, Map<Optional<PayoutAddress>, Boolean> known)
            throws NodeException {
        Boolean inside = known.get(address);
        if (inside == null) {
            inside = address.isPresent() && wallet.addressInfo(address.get()).mine();
            known.put(address, inside);
        }
        return inside;
    }

    private static List<OutPoint> unspent(Connection transaction) throws SQLException {
        String sql = "SELECT o.txid, o.vout FROM ledger.pool_output o WHERE NOT EXISTS"
                + " (SELECT FROM ledger.coin_spend s WHERE s.txid = o.txid AND s.vout = o.vout)";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<OutPoint> outPoints = new ArrayList<>();
            while (rows.next()) {
                outPoints.add(new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2)));
            }
            return outPoints;
        }
    }
}
