package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one way in which a batch changes its state: one transaction, with its journal and its event, under the row's lock. */
final class BatchMoves {
    private static final Logger LOG = LoggerFactory.getLogger(BatchMoves.class);

    private static final List<Alarm.Code> POSTPONED = List.of(
            Alarm.Code.PAYOUT_NOT_FUNDED,
            Alarm.Code.PAYOUT_NOT_SIGNED,
            Alarm.Code.PAYOUT_NOT_RELAYED,
            Alarm.Code.PAYOUT_INPUTS_MISSING,
            Alarm.Code.PAYOUT_REFUSED_BY_NODE,
            Alarm.Code.PAYOUT_WAITS);

    /** What a move does besides; answers its journal, where money moves. */
    interface Work {
        Optional<JournalEntry> run(Connection transaction, PayoutBatch current, Instant now) throws SQLException;
    }

    /** What may stand against a move when it comes to it; a sentence for the operator. */
    interface Objection {
        Optional<String> against(Connection transaction) throws SQLException;
    }

    private final LedgerTransactions transactions;
    private final InstantSource clock;

    BatchMoves(LedgerTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @return whether it moved: not where the batch is no longer as {@code seen} */
    boolean move(PayoutBatch seen, PayoutState state, Work work) throws SQLException {
        return move(seen, state, transaction -> Optional.empty(), work);
    }

    /** As {@link #move(PayoutBatch, PayoutState, Work)}; an objection, asked for in the same transaction, stops the batch instead. */
    boolean move(PayoutBatch seen, PayoutState state, Objection objection, Work work) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> current = unmoved(transaction, seen);
            if (current.isEmpty()) {
                return false;
            }
            Optional<String> reason = objection.against(transaction);
            if (reason.isPresent()) {
                stop(transaction, seen, reason.get());
                return false;
            }
            move(transaction, current.get(), state, work);
            return true;
        });
    }

    /** Locks the batch; empty where an operator or another pass has changed it since it was {@code seen}. */
    private static Optional<PayoutBatch> unmoved(Connection transaction, PayoutBatch seen) throws SQLException {
        return BatchStore.lock(transaction, seen.id())
                .filter(current ->
                        current.state() == seen.state() && current.stopped().isEmpty());
    }

    private void move(Connection transaction, PayoutBatch current, PayoutState state, Work work) throws SQLException {
        Instant now = clock.instant();
        Optional<JournalEntry> entry = work.run(transaction, current, now);
        OptionalLong journal = OptionalLong.empty();
        if (entry.isPresent()) {
            journal = OptionalLong.of(Ledger.append(transaction, entry.get()).journalId());
        }
        clearPostponed(transaction, current, now);
        BatchStore.moveTo(transaction, current.id(), state, PayoutJournals.ACTOR, journal, now);
        LOG.info("payout={} state={} was={}", current.id(), state, current.state());
    }

    /** @return true, as {@link #move} */
    boolean move(PayoutBatch seen, PayoutState state) throws SQLException {
        return move(seen, state, (transaction, current, now) -> Optional.empty());
    }

    /** Asks a person: the batch does not move until he has looked. Answers false: no step was made. */
    boolean stop(PayoutBatch batch, String reason) throws SQLException {
        transactions.execute(transaction -> {
            if (unmoved(transaction, batch).isPresent()) {
                stop(transaction, batch, reason);
            }
        });
        return false;
    }

    private void stop(Connection transaction, PayoutBatch batch, String reason) throws SQLException {
        BatchStore.stop(transaction, batch.id(), reason);
        Alarm alarm = new Alarm(
                Alarm.Code.PAYOUT_STOPPED,
                Long.toString(batch.id()),
                "payout " + batch.id() + " in state " + batch.state() + " stopped: " + reason,
                "look at the transaction, the wallet and the chain; nothing of this batch is paid or given back until then");
        Alarms.raise(transaction, alarm, clock.instant());
    }

    /** Something that may pass: the same step is tried again at the next pass. Answers false: no step was made. */
    boolean postpone(PayoutBatch batch, Alarm.Code code, String reason, String remedy) throws SQLException {
        transactions.execute(transaction -> {
            if (unmoved(transaction, batch).isPresent()) {
                String message = "payout " + batch.id() + " in state " + batch.state() + " waits: " + reason;
                Alarm alarm = new Alarm(code, Long.toString(batch.id()), message, remedy);
                Alarms.raise(transaction, alarm, clock.instant());
            }
        });
        return false;
    }

    /** A batch that moved no longer waits. */
    private static void clearPostponed(Connection transaction, PayoutBatch batch, Instant now) throws SQLException {
        for (Alarm.Code code : POSTPONED) {
            Alarms.clear(transaction, code, Long.toString(batch.id()), now);
        }
    }
}
