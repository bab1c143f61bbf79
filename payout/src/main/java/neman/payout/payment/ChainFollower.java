package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;
import neman.payout.ledger.LedgerTransactions;

/**
 * Reads the chain block by block, from the day this ledger began, and notes every coinbase output to the pool's script and
 * every spend of a coin that the books know. Whether a payout is confirmed is read off there: by the coins that it spends, from
 * the blocks' bytes, not from what a wallet believes.
 *
 * <p>One transaction a block, so that a kill leaves a position that fits what was noted. One thread.
 */
final class ChainFollower {
    /** So many blocks are remembered; a deeper reorganisation is read from the deepest of them. */
    static final int REMEMBERED_BLOCKS = 1_100;

    private final LedgerTransactions transactions;
    private final NodeClient node;
    private final PayoutAddress poolAddress;

    ChainFollower(LedgerTransactions transactions, NodeClient node, PayoutAddress poolAddress) {
        this.transactions = transactions;
        this.node = node;
        this.poolAddress = poolAddress;
    }

    /** Follows up to the tip. Where the chain moves meanwhile, the next pass goes on. */
    void follow() throws SQLException, NodeException {
        Optional<ChainScan.Position> last = transactions.run(ChainScan::position);
        ChainInfo tip = node.chainInfo();
        if (last.isEmpty()) {
            ChainScan.Position begin = new ChainScan.Position(tip.blocks(), tip.bestBlock());
            transactions.execute(transaction -> {
                ChainScan.advance(transaction, begin);
                ChainScan.saveWalletPosition(transaction, begin);
            });
            return;
        }
        if (last.get().hash().equals(tip.bestBlock())) {
            return;
        }
        for (int height = stepBack(last.get()).height() + 1; height <= tip.blocks(); height++) {
            Optional<Hash256> hash = node.blockHash(height);
            if (hash.isEmpty() || !read(new ChainScan.Position(height, hash.get()))) {
                return;
            }
        }
    }

    /** To the last block that is still in the chain. */
    private ChainScan.Position stepBack(ChainScan.Position from) throws SQLException, NodeException {
        ChainScan.Position back = from;
        while (!isInChain(back)) {
            ChainScan.Position above = back;
            Optional<ChainScan.Position> below =
                    transactions.run(transaction -> ChainScan.before(transaction, above.height()));
            if (below.isEmpty()) {
                Hash256 there = node.blockHash(back.height())
                        .orElseThrow(() -> new NodeException("the node has no block at height " + above.height()));
                back = new ChainScan.Position(back.height(), there);
            } else {
                back = below.get();
            }
        }
        ChainScan.Position fork = back;
        if (!fork.equals(from)) {
            transactions.execute(transaction -> ChainScan.returnTo(transaction, fork));
        }
        return fork;
    }

    private boolean isInChain(ChainScan.Position position) throws NodeException {
        return node.blockHash(position.height()).equals(Optional.of(position.hash()));
    }

    /** Answers false where the block is not the next one any more: the next pass begins again. */
    private boolean read(ChainScan.Position position) throws SQLException, NodeException {
        Optional<Hash256> parent = node.header(position.hash()).flatMap(ChainHeader::previousBlock);
        Optional<ChainScan.Position> last = transactions.run(ChainScan::position);
        if (!parent.equals(last.map(ChainScan.Position::hash))) {
            return false;
        }
        List<Transaction> block = node.transactions(position.hash());
        transactions.execute(transaction -> {
            saveCoinbase(transaction, block.get(0), position.height());
            ChainScan.saveSpends(transaction, block, position);
            ChainScan.advance(transaction, position);
        });
        return true;
    }

    private void saveCoinbase(Connection transaction, Transaction coinbase, int height) throws SQLException {
        List<TransactionOutput> outputs = coinbase.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            if (poolAddress.isPaidBy(outputs.get(i).script())) {
                ChainScan.savePoolOutput(
                        transaction, coinbase.outPoint(i), outputs.get(i).valueSats(), height);
            }
        }
    }
}
