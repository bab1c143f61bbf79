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
            Alarm.Code.PAYOUT_NOT_RELAYED,
            Alarm.Code.PAYOUT_INPUTS_MISSING,
            Alarm.Code.PAYOUT_REFUSED_BY_NODE);

    /** What a move does besides; answers its journal, where money moves. */
    interface Work {
        Optional<JournalEntry> run(Connection transaction, PayoutBatch current, Instant now) throws SQLException;
    }

    private final LedgerTransactions transactions;
    private final InstantSource clock;

    BatchMoves(LedgerTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @return whether it moved: not where the batch is no longer as {@code seen} */
    boolean move(PayoutBatch seen, PayoutState state, Work work) throws SQLException {
        return transactions.run(transaction -> {
            PayoutBatch current = BatchStore.lock(transaction, seen.id()).orElseThrow();
            if (current.state() != seen.state() || current.stopped().isPresent()) {
                return false;
            }
            Instant now = clock.instant();
            Optional<JournalEntry> entry = work.run(transaction, current, now);
            OptionalLong journal = OptionalLong.empty();
            if (entry.isPresent()) {
                journal =
                        OptionalLong.of(Ledger.append(transaction, entry.get()).journalId());
            }
            clearPostponed(transaction, seen, now);
            BatchStore.moveTo(transaction, seen.id(), state, PayoutJournals.ACTOR, journal, now);
            LOG.info("payout={} state={} was={}", seen.id(), state, seen.state());
            return true;
        });
    }

    /** @return true, as {@link #move} */
    boolean move(PayoutBatch seen, PayoutState state) throws SQLException {
        return move(seen, state, (transaction, current, now) -> Optional.empty());
    }

    /** Asks a person: the batch does not move until he has looked. Answers false: no step was made. */
    boolean stop(PayoutBatch batch, String reason) throws SQLException {
        transactions.execute(transaction -> {
            BatchStore.stop(transaction, batch.id(), reason);
            Alarm alarm = new Alarm(
                    Alarm.Code.PAYOUT_STOPPED,
                    Long.toString(batch.id()),
                    "payout " + batch.id() + " in state " + batch.state() + " stopped: " + reason,
                    "look at the transaction, the wallet and the chain; nothing of this batch is paid or given back until then");
            Alarms.raise(transaction, alarm, clock.instant());
        });
        return false;
    }

    /** Something that may pass: the same step is tried again at the next pass. Answers false: no step was made. */
    boolean postpone(PayoutBatch batch, Alarm.Code code, String reason, String remedy) throws SQLException {
        transactions.execute(transaction -> {
            String message = "payout " + batch.id() + " in state " + batch.state() + " waits: " + reason;
            Alarm alarm = new Alarm(code, Long.toString(batch.id()), message, remedy);
            Alarms.raise(transaction, alarm, clock.instant());
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
