package neman.payout.payment;

import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.BroadcastAnswer;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.node.WalletTransaction;
import neman.payout.alarm.Alarm;

/**
 * From SIGNED to SETTLED: the stored bytes go out, again and again the same ones, until they are buried.
 *
 * <p>Nothing here ever builds or signs. A signed transaction is a cheque in circulation: whatever the node answers, the money
 * does not return to the miners by itself.
 */
final class PaymentDelivery {
    private final BatchMoves moves;
    private final NodeClient node;
    private final WalletClient wallet;
    private final Network network;
    private final int settledConfirmations;

    PaymentDelivery(BatchMoves moves, NodeClient node, WalletClient wallet, Network network, int settledConfirmations) {
        this.moves = moves;
        this.node = node;
        this.wallet = wallet;
        this.network = network;
        this.settledConfirmations = settledConfirmations;
    }

    /** SIGNED → BROADCAST. An answer that was lost is asked for again with the same bytes; "known" is a success. */
    boolean broadcast(PayoutBatch batch) throws SQLException, NodeException {
        BroadcastAnswer answer = wallet.sendRawTransaction(batch.signedBytes());
        return switch (answer.verdict()) {
            case ACCEPTED, ALREADY_KNOWN -> moves.move(batch, PayoutState.BROADCAST);
            case MISSING_INPUTS -> missingInputs(batch);
            case REJECTED -> notRelayed(batch, answer.reason());
        };
    }

    /** The inputs may be missing because this very transaction, confirmed long ago, spent them. */
    private boolean missingInputs(PayoutBatch batch) throws SQLException, NodeException {
        if (confirmingBlock(batch).isPresent()) {
            return moves.move(batch, PayoutState.BROADCAST);
        }
        return moves.stop(batch, "an input of its transaction is missing or spent by something else");
    }

    private boolean notRelayed(PayoutBatch batch, String reason) throws SQLException {
        return moves.postpone(
                batch,
                Alarm.Code.PAYOUT_NOT_RELAYED,
                "the node does not relay it: " + reason,
                "the same bytes are sent again by themselves; look at the node's mempool and its minimum fee");
    }

    /** BROADCAST → SEEN: asked apart from the broadcast, whose answer says only that the node took it. */
    boolean see(PayoutBatch batch) throws SQLException, NodeException {
        if (isVisible(batch)) {
            return moves.move(batch, PayoutState.SEEN);
        }
        return resend(batch);
    }

    /** SEEN → CONFIRMED; while it is not in a block, keeps it in the mempool. */
    boolean confirm(PayoutBatch batch) throws SQLException, NodeException {
        Optional<PayoutBatch.BlockPosition> block = confirmingBlock(batch);
        if (block.isEmpty()) {
            return isVisible(batch) ? false : resend(batch);
        }
        return moves.move(batch, PayoutState.CONFIRMED, (transaction, current, now) -> {
            BatchStore.saveBlock(transaction, batch.id(), block.get());
            return Optional.empty();
        });
    }

    /** CONFIRMED → SETTLED when it is deep enough, or back to SEEN when its block left the chain. */
    boolean settle(PayoutBatch batch) throws SQLException, NodeException {
        PayoutBatch.BlockPosition block = batch.confirmedBy().orElseThrow();
        int depth = node.chainInfo().blocks() - block.height() + 1;
        if (!node.blockHash(block.height()).equals(Optional.of(block.hash()))) {
            return moves.move(batch, PayoutState.SEEN);
        }
        if (depth < settledConfirmations) {
            return false;
        }
        return moves.move(
                batch,
                PayoutState.SETTLED,
                (transaction, current, now) -> Optional.of(PayoutJournals.settled(
                        current, BatchStore.items(transaction, network, batch.id()), block, now)));
    }

    /** Answers false: resending is no step. */
    private boolean resend(PayoutBatch batch) throws SQLException, NodeException {
        BroadcastAnswer answer = wallet.sendRawTransaction(batch.signedBytes());
        return switch (answer.verdict()) {
            case ACCEPTED, ALREADY_KNOWN -> false;
            case MISSING_INPUTS ->
                confirmingBlock(batch).isPresent()
                        ? false
                        : moves.stop(batch, "an input of its transaction is missing or spent by something else");
            case REJECTED -> notRelayed(batch, answer.reason());
        };
    }

    private boolean isVisible(PayoutBatch batch) throws NodeException {
        OutPoint firstOutput = new OutPoint(batch.txid().orElseThrow(), 0);
        return wallet.txOut(firstOutput, true).isPresent()
                || confirmingBlock(batch).isPresent();
    }

    /** The block of the active chain that holds it: the wallet names the block, the chain says whether it counts. */
    private Optional<PayoutBatch.BlockPosition> confirmingBlock(PayoutBatch batch) throws NodeException {
        Optional<Hash256> named = wallet.transaction(batch.txid().orElseThrow()).flatMap(WalletTransaction::block);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        return node.header(named.get())
                .filter(ChainHeader::isInActiveChain)
                .map(header -> new PayoutBatch.BlockPosition(header.hash(), header.height()));
    }
}
