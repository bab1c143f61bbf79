package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.transaction.Transaction;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.LedgerTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the chain did with the coins that a signed batch spends: one of its attempts took them, something else did, or they are
 * gone with their block. Matched by outpoint on what {@link ChainFollower} noted, so that no attempt is overlooked.
 *
 * <p>Money returns to the miners only when a batch was found displaced {@link #BURIED_DEPTH} blocks ago, in a chain that still
 * stands, and was so all the time.
 */
final class CoinWatch {
    static final int BURIED_DEPTH = 100;

    private static final Logger LOG = LoggerFactory.getLogger(CoinWatch.class);

    private final LedgerTransactions transactions;
    private final BatchMoves moves;
    private final NodeClient node;
    private final Network network;
    private final InstantSource clock;

    CoinWatch(
            LedgerTransactions transactions, BatchMoves moves, NodeClient node, Network network, InstantSource clock) {
        this.transactions = transactions;
        this.moves = moves;
        this.node = node;
        this.network = network;
        this.clock = clock;
    }

    /** What the active chain has to say about a batch. */
    private record Finding(
            Optional<AttemptStore.Attempt> confirmed, Optional<AttemptStore.Spend> spend, Optional<OutPoint> lost) {
        boolean displaced() {
            return confirmed.isEmpty() && (spend.isPresent() || lost.isPresent());
        }

        String reason() {
            return spend.map(other -> "its input " + other.coin() + " is spent by " + other.spender() + " in block "
                            + other.block().hash())
                    .orElseGet(() -> "its input " + lost.orElseThrow() + " left the chain with what had made it");
        }
    }

    private static Finding find(Connection transaction, long batch) throws SQLException {
        List<AttemptStore.Spend> spends = AttemptStore.spends(transaction, batch);
        for (AttemptStore.Attempt attempt : AttemptStore.attempts(transaction, batch)) {
            for (AttemptStore.Spend spend : spends) {
                if (spend.spender().equals(attempt.txid())) {
                    return new Finding(Optional.of(attempt), Optional.of(spend), Optional.empty());
                }
            }
        }
        return new Finding(Optional.empty(), spends.stream().findFirst(), AttemptStore.lostCoin(transaction, batch));
    }

    /** Moves a signed batch that is not confirmed to CONFIRMED or DISPLACED; answers whether it did. */
    boolean settleFate(PayoutBatch batch) throws SQLException, NodeException {
        Finding found = transactions.run(transaction -> find(transaction, batch.id()));
        if (found.confirmed().isPresent()) {
            return confirm(batch);
        }
        if (!found.displaced()) {
            return false;
        }
        if (found.spend().isPresent() && adopted(batch, found.spend().get())) {
            return true;
        }
        if (found.spend().isPresent() && paysSomebodyOf(batch, found.spend().get())) {
            return moves.stop(
                    batch,
                    found.reason() + ", which pays its miners and was not signed by this ledger: was the database"
                            + " restored from a backup?");
        }
        return moves.move(batch, PayoutState.DISPLACED, (transaction, current, now) -> {
            BatchStore.saveDisplacement(
                    transaction, batch.id(), ChainScan.position(transaction).orElseThrow());
            Alarms.raise(transaction, displaced(batch, found), now);
            return Optional.empty();
        });
    }

    /** An attempt that confirmed is the one in force from then on, whether or not others came after it. */
    private boolean confirm(PayoutBatch batch) throws SQLException {
        return moves.move(batch, PayoutState.CONFIRMED, (transaction, current, now) -> {
            Finding found = find(transaction, batch.id());
            AttemptStore.putInForce(
                    transaction, batch.id(), found.confirmed().orElseThrow().number());
            BatchStore.saveBlock(
                    transaction, batch.id(), found.spend().orElseThrow().block());
            return Optional.empty();
        });
    }

    /**
     * Books that were restored do not know a replacement that was signed after the backup. One in the chain that has all of the
     * batch's coins, pays its miners to the satoshi and nobody else, and returns the rest where it was to return is taken for
     * what it is: one more attempt, and the one that confirmed.
     */
    private boolean adopted(PayoutBatch batch, AttemptStore.Spend spend) throws SQLException, NodeException {
        Optional<byte[]> bytes = spenderOf(spend).map(Transaction::toBytes);
        Optional<PaymentTransaction> replacement = bytes.flatMap(CoinWatch::decode);
        PaymentTerms before = transactions.run(transaction -> BatchStore.terms(transaction, network, batch));
        Optional<PaymentTerms> terms = replacement.flatMap(before::ofReplacement);
        long bookedFeeSats = transactions.run(transaction -> AttemptStore.bookedFeeSats(transaction, batch.id()));
        if (terms.isEmpty() || terms.get().feeSats() <= bookedFeeSats) {
            return false;
        }
        return moves.move(batch, PayoutState.CONFIRMED, (transaction, current, now) -> {
            BatchStore.updateTerms(transaction, terms.get(), current.psbt().orElseThrow());
            PayoutBatch renewed = BatchStore.lock(transaction, batch.id()).orElseThrow();
            AttemptStore.save(transaction, renewed, bytes.get(), replacement.get(), terms.get());
            BatchStore.saveBlock(transaction, batch.id(), spend.block());
            LOG.warn("payout={} adopts txid={}, a replacement that these books forgot", batch.id(), spend.spender());
            return Optional.of(
                    PayoutJournals.signed(renewed, renewed.attempts() + 1, bookedFeeSats, spend.spender(), now));
        });
    }

    private Optional<Transaction> spenderOf(AttemptStore.Spend spend) throws NodeException {
        return node.transactions(spend.block().hash()).stream()
                .filter(transaction -> transaction.txid().equals(spend.spender()))
                .findFirst();
    }

    /** Empty for what payouts never look like. */
    private static Optional<PaymentTransaction> decode(byte[] bytes) {
        try {
            return Optional.of(PaymentTransaction.decode(bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whatever else a transaction that nobody here signed pays, nobody may be paid twice for it. */
    private boolean paysSomebodyOf(PayoutBatch batch, AttemptStore.Spend spend) throws SQLException, NodeException {
        List<PayoutPlan.Item> items =
                transactions.run(transaction -> BatchStore.items(transaction, network, batch.id()));
        return spenderOf(spend).stream()
                .flatMap(transaction -> transaction.outputs().stream())
                .anyMatch(
                        output -> items.stream().anyMatch(item -> item.address().isPaidBy(output.script())));
    }

    private static Alarm displaced(PayoutBatch batch, Finding found) {
        return new Alarm(
                Alarm.Code.PAYOUT_DISPLACED,
                Long.toString(batch.id()),
                "payout " + batch.id() + " cannot confirm: " + found.reason(),
                "find out who spends the wallet's coins; " + BURIED_DEPTH
                        + " blocks on, the amounts are the miners' again and go into the next payout");
    }

    /**
     * DISPLACED → BROADCAST where the chain came back, → RELEASED where the displacement is buried.
     *
     * @param agreed whether all nodes have the chain that was followed: else nothing is released
     */
    boolean watchDisplaced(PayoutBatch batch, boolean agreed) throws SQLException, NodeException {
        Finding found = transactions.run(transaction -> find(transaction, batch.id()));
        if (!found.displaced()) {
            return moves.move(
                    batch, PayoutState.BROADCAST, (transaction, current, now) -> clearAlarm(transaction, batch));
        }
        PayoutBatch.BlockPosition since = batch.displacedAt().orElseThrow();
        ChainScan.Position tip = transactions.run(ChainScan::position).orElseThrow();
        boolean stands = transactions.run(transaction -> ChainScan.contains(transaction, since.height(), since.hash()));
        if (!stands) {
            transactions.execute(transaction -> BatchStore.saveDisplacement(transaction, batch.id(), tip));
            return false;
        }
        boolean current = node.blockHash(tip.height()).equals(Optional.of(tip.hash()));
        return agreed && current && tip.height() - since.height() >= BURIED_DEPTH && release(batch);
    }

    private boolean release(PayoutBatch batch) throws SQLException {
        return moves.move(batch, PayoutState.RELEASED, (transaction, current, now) -> {
            BatchStore.releaseInputs(transaction, batch.id());
            clearAlarm(transaction, batch);
            return Optional.of(PayoutJournals.released(
                    current,
                    AttemptStore.bookedFeeSats(transaction, batch.id()),
                    BatchStore.items(transaction, network, batch.id()),
                    now));
        });
    }

    private Optional<JournalEntry> clearAlarm(Connection transaction, PayoutBatch batch) throws SQLException {
        Instant now = clock.instant();
        Alarms.clear(transaction, Alarm.Code.PAYOUT_DISPLACED, Long.toString(batch.id()), now);
        return Optional.empty();
    }
}
