package neman.payout.payment;

import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.BroadcastAnswer;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;

/**
 * From SIGNED to SETTLED: the stored bytes go out, again and again the same ones, until they are buried.
 *
 * <p>Nothing here ever builds or signs. A signed transaction is a cheque in circulation: whatever the node answers, the money
 * does not return to the miners by that. Whether one is confirmed {@link CoinWatch} says.
 */
final class PaymentDelivery {
    private final LedgerTransactions transactions;
    private final BatchMoves moves;
    private final NodeClient node;
    private final WalletClient wallet;
    private final AttemptSight sight;
    private final Network network;
    private final int settledConfirmations;

    PaymentDelivery(
            LedgerTransactions transactions,
            BatchMoves moves,
            NodeClient node,
            WalletClient wallet,
            Network network,
            int settledConfirmations) {
        this.transactions = transactions;
        this.moves = moves;
        this.node = node;
        this.wallet = wallet;
        this.sight = new AttemptSight(transactions, wallet);
        this.network = network;
        this.settledConfirmations = settledConfirmations;
    }

    /** SIGNED → BROADCAST. An answer that was lost is asked for again with the same bytes; "known" is a success. */
    boolean broadcast(PayoutBatch batch) throws SQLException, NodeException {
        return send(batch) && moves.move(batch, PayoutState.BROADCAST);
    }

    /** BROADCAST → SEEN: asked apart from the broadcast, whose answer says only that the node took it. */
    boolean see(PayoutBatch batch) throws SQLException, NodeException {
        if (isVisible(batch)) {
            return moves.move(batch, PayoutState.SEEN);
        }
        return keepWaiting(batch);
    }

    /** Keeps what was signed in the mempool while it is not in a block. Answers false: that is no step. */
    boolean keepWaiting(PayoutBatch batch) throws SQLException, NodeException {
        if (batch.attempts() > 0 && !isVisible(batch)) {
            send(batch);
        }
        return false;
    }

    /** CONFIRMED → SETTLED when it is deep enough, or back to SEEN when its block left the chain. */
    boolean settle(PayoutBatch batch) throws SQLException, NodeException {
        PayoutBatch.BlockPosition block = batch.confirmedBy().orElseThrow();
        int depth = node.chainInfo().blocks() - block.height() + 1;
        if (!isInChain(block)) {
            return moves.move(batch, PayoutState.SEEN);
        }
        if (depth < settledConfirmations) {
            return false;
        }
        return moves.move(
                batch,
                PayoutState.SETTLED,
                (transaction, current, now) -> Optional.of(PayoutJournals.settled(
                        current,
                        AttemptStore.bookedFeeSats(transaction, batch.id()),
                        BatchStore.items(transaction, network, batch.id()),
                        block,
                        BatchStore.arrivals(transaction, batch.id(), PayoutState.SETTLED) + 1,
                        now)));
    }

    /** SETTLED → SEEN when its block left the chain after all: the miners are not paid yet, and the same bytes go out again. */
    boolean unsettle(PayoutBatch batch) throws SQLException, NodeException {
        if (isInChain(batch.confirmedBy().orElseThrow())) {
            return false;
        }
        return moves.move(batch, PayoutState.SEEN, (transaction, current, now) -> {
            long settling = BatchStore.journalOf(transaction, batch.id(), PayoutState.SETTLED);
            int time = BatchStore.arrivals(transaction, batch.id(), PayoutState.SETTLED);
            return Optional.of(
                    PayoutJournals.unsettled(current, settling, Ledger.linesOf(transaction, settling), time, now));
        });
    }

    private boolean isInChain(PayoutBatch.BlockPosition block) throws NodeException {
        return node.blockHash(block.height()).equals(Optional.of(block.hash()));
    }

    /** Whether the node has it now. What keeps it out is an alarm, and tried again at the next pass. */
    private boolean send(PayoutBatch batch) throws SQLException, NodeException {
        BroadcastAnswer answer = wallet.sendRawTransaction(batch.signedBytes());
        return switch (answer.verdict()) {
            case ACCEPTED, ALREADY_KNOWN -> true;
            case MISSING_INPUTS ->
                moves.postpone(
                        batch,
                        Alarm.Code.PAYOUT_INPUTS_MISSING,
                        "an input of its transaction is missing, or spent by something that is not in a block yet",
                        "find out who spends the wallet's coins. The same bytes are sent again by themselves; nothing is"
                                + " given back before the chain has decided");
            case REJECTED ->
                moves.postpone(
                        batch,
                        Alarm.Code.PAYOUT_NOT_RELAYED,
                        "the node does not relay it: " + answer.reason(),
                        "the same bytes are sent again by themselves; look at the node's mempool and its minimum fee");
        };
    }

    /** Whether the node shows any attempt, in the mempool or in a block: at most one of them can be there. */
    private boolean isVisible(PayoutBatch batch) throws SQLException, NodeException {
        for (AttemptStore.Attempt attempt :
                transactions.run(transaction -> AttemptStore.attempts(transaction, batch.id()))) {
            if (sight.isShown(batch.id(), attempt)) {
                return true;
            }
        }
        return false;
    }
}
