package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.LedgerTransactions;

/**
 * Before a payout run: does the chain show a spend of the pool's coins that the books do not know?
 *
 * <p>It follows the chain from the day this ledger began and notes every coinbase output to the pool's script, whether or not
 * the books know the block. Each of them, and each change of a confirmed payout, must be unspent on the node, mempool
 * included, unless a payout of ours or an acknowledged spend names it. So a ledger restored from an old backup finds the
 * payouts that it forgot, and pays nobody again. One thread.
 */
final class SpendCheck {
    /** How far the chain is read again after a reorganisation. A coinbase is spent no earlier than 100 blocks on. */
    private static final int REREAD_DEPTH = 200;

    /** An immature coinbase cannot be spent: the hundredth confirmation is the first from which it can be. */
    private static final String UNSPENT = "SELECT o.txid, o.vout FROM ("
            + " SELECT txid, vout FROM ledger.pool_output WHERE height <= (SELECT height - 99 FROM ledger.chain_scan)"
            + " UNION ALL SELECT txid, change_vout FROM ledger.payout_batch"
            + " WHERE change_vout IS NOT NULL AND state IN ('CONFIRMED', 'SETTLED')) AS o"
            + " WHERE NOT EXISTS (SELECT FROM ledger.payout_input i WHERE i.live AND i.txid = o.txid AND i.vout = o.vout)"
            + " AND NOT EXISTS (SELECT FROM ledger.acknowledged_spend a WHERE a.txid = o.txid AND a.vout = o.vout)";

    private final LedgerTransactions transactions;
    private final NodeClient node;
    private final WalletClient wallet;
    private final PayoutAddress poolAddress;
    private final InstantSource clock;

    /** How far the chain was read: the last block. */
    private record Position(int height, Hash256 hash) {}

    SpendCheck(
            LedgerTransactions transactions,
            NodeClient node,
            WalletClient wallet,
            PayoutAddress poolAddress,
            InstantSource clock) {
        this.transactions = transactions;
        this.node = node;
        this.wallet = wallet;
        this.poolAddress = poolAddress;
        this.clock = clock;
    }

    /** Reads the chain up to the tip, one transaction a block. */
    void follow() throws SQLException, NodeException {
        Optional<Position> last = transactions.run(SpendCheck::position);
        ChainInfo tip = node.chainInfo();
        if (last.isEmpty()) {
            transactions.execute(transaction -> savePosition(transaction, new Position(tip.blocks(), tip.bestBlock())));
            return;
        }
        Position at = last.get();
        if (at.hash().equals(tip.bestBlock())) {
            return;
        }
        if (!node.blockHash(at.height()).equals(Optional.of(at.hash()))) {
            at = stepBack(at);
        }
        for (int height = at.height() + 1; height <= tip.blocks(); height++) {
            Optional<Hash256> hash = node.blockHash(height);
            if (hash.isEmpty() || !read(height, hash.get())) {
                return;
            }
        }
    }

    private Position stepBack(Position from) throws SQLException, NodeException {
        int height = Math.max(0, Math.min(from.height(), node.chainInfo().blocks()) - REREAD_DEPTH);
        Hash256 hash = node.blockHash(height)
                .orElseThrow(() -> new NodeException("the node has no block at height " + height));
        Position back = new Position(height, hash);
        transactions.execute(transaction -> {
            try (PreparedStatement statement =
                    transaction.prepareStatement("DELETE FROM ledger.pool_output WHERE height > ?")) {
                statement.setInt(1, height);
                statement.executeUpdate();
            }
            savePosition(transaction, back);
        });
        return back;
    }

    /** Answers false where the block just left the chain: the next pass begins again. */
    private boolean read(int height, Hash256 hash) throws SQLException, NodeException {
        Optional<ChainBlock> block = node.block(hash).filter(ChainBlock::isInActiveChain);
        if (block.isEmpty()) {
            return false;
        }
        transactions.execute(transaction -> {
            List<TransactionOutput> outputs = block.get().coinbaseOutputs();
            for (int i = 0; i < outputs.size(); i++) {
                if (poolAddress.isPaidBy(outputs.get(i).script())) {
                    saveOutput(
                            transaction,
                            new OutPoint(block.get().coinbaseTxid(), i),
                            outputs.get(i).sats(),
                            height);
                }
            }
            savePosition(transaction, new Position(height, hash));
        });
        return true;
    }

    /** Whether a run may start; an alarm for each spend that nobody knows. */
    boolean isSound() throws SQLException, NodeException {
        List<OutPoint> spent = new ArrayList<>();
        for (OutPoint outPoint : transactions.run(SpendCheck::unspentByTheBooks)) {
            if (wallet.txOut(outPoint, true).isEmpty()) {
                spent.add(outPoint);
            }
        }
        // A block that left the chain meanwhile takes its coinbase with it: that is no spend, and seen at the next
        // pass.
        Position last = transactions.run(SpendCheck::position).orElseThrow();
        boolean unmoved = node.blockHash(last.height()).equals(Optional.of(last.hash()));
        if (!spent.isEmpty() && unmoved) {
            transactions.execute(transaction -> raise(transaction, spent));
        }
        return spent.isEmpty();
    }

    private void raise(Connection transaction, List<OutPoint> spent) throws SQLException {
        Instant now = clock.instant();
        for (OutPoint outPoint : spent) {
            Alarm alarm = new Alarm(
                    Alarm.Code.UNKNOWN_SPEND,
                    outPoint.toString(),
                    "the pool's output " + outPoint + " is spent, and no payout of this ledger spent it",
                    "if the database was restored from a backup, restore a newer one; if an operator moved the coins,"
                            + " acknowledge the spend. No payout run starts before");
            Alarms.raise(transaction, alarm, now);
        }
    }

    private static List<OutPoint> unspentByTheBooks(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(UNSPENT);
                ResultSet rows = statement.executeQuery()) {
            List<OutPoint> outPoints = new ArrayList<>();
            while (rows.next()) {
                outPoints.add(new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2)));
            }
            return outPoints;
        }
    }

    private static void saveOutput(Connection transaction, OutPoint outPoint, long sats, int height)
            throws SQLException {
        String sql = "INSERT INTO ledger.pool_output (txid, vout, sats, height) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (txid, vout) DO UPDATE SET height = excluded.height";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, outPoint.txid().toString());
            statement.setInt(2, outPoint.index());
            statement.setLong(3, sats);
            statement.setInt(4, height);
            statement.executeUpdate();
        }
    }

    private static Optional<Position> position(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                        transaction.prepareStatement("SELECT height, block_hash FROM ledger.chain_scan");
                ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Position(rows.getInt(1), Hash256.parse(rows.getString(2))))
                    : Optional.empty();
        }
    }

    private static void savePosition(Connection transaction, Position position) throws SQLException {
        String sql = "INSERT INTO ledger.chain_scan (height, block_hash) VALUES (?, ?) ON CONFLICT (only_row)"
                + " DO UPDATE SET height = excluded.height, block_hash = excluded.block_hash";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, position.height());
            statement.setString(2, position.hash().toString());
            statement.executeUpdate();
        }
    }
}
