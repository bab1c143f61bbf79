package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.LedgerTransactions;

/**
 * Raises the fee of payments that wait for a block for too long, a step each time: by a quarter, or as little as nodes take for a
 * replacement. What cannot be raised further is an alarm. One thread.
 */
public final class BumpSchedule {
    private static final String ACTOR = "payout";

    private final LedgerTransactions transactions;
    private final FeeBump bump;
    private final Duration patience;
    private final InstantSource clock;

    /** @param patience from one attempt's broadcast to the next attempt */
    public BumpSchedule(LedgerTransactions transactions, FeeBump bump, Duration patience, InstantSource clock) {
        this.transactions = transactions;
        this.bump = bump;
        this.patience = patience;
        this.clock = clock;
    }

    /** One look at all that wait. */
    public void pass() throws SQLException {
        for (PayoutBatch batch : transactions.run(BatchStore::live)) {
            boolean sent = batch.state() == PayoutState.BROADCAST || batch.state() == PayoutState.SEEN;
            if (!sent || batch.stopped().isPresent()) {
                continue;
            }
            Instant sentAt = transactions.run(
                    transaction -> BatchStore.lastArrival(transaction, batch.id(), PayoutState.SIGNED));
            if (!clock.instant().isBefore(sentAt.plus(patience))) {
                raise(batch);
            }
        }
    }

    private void raise(PayoutBatch batch) throws SQLException {
        long rate = transactions.run(transaction -> nextRate(transaction, batch));
        Optional<FeeBump.Refusal> refusal = bump.replace(batch.id(), rate, ACTOR);
        transactions.execute(transaction -> {
            String subject = Long.toString(batch.id());
            if (refusal.isEmpty()) {
                Alarms.clear(transaction, Alarm.Code.PAYOUT_WAITS, subject, clock.instant());
            } else {
                Alarms.raise(transaction, alarm(batch, rate, refusal.get()), clock.instant());
            }
        });
    }

    /** The lowest whole rate that {@link FeeBump} takes, or a quarter more than the last where that is higher. Sat/vB. */
    static long nextRate(Connection transaction, PayoutBatch batch) throws SQLException {
        long virtualBytes = PaymentTransaction.decode(batch.signedBytes()).virtualBytes();
        long bookedFeeSats = AttemptStore.bookedFeeSats(transaction, batch.id());
        long least = ceiling(bookedFeeSats, virtualBytes) + 1;
        return Math.max(least, ceiling(Math.multiplyExact(bookedFeeSats, 5), Math.multiplyExact(virtualBytes, 4)));
    }

    private static long ceiling(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    private Alarm alarm(PayoutBatch batch, long rate, FeeBump.Refusal refusal) {
        return new Alarm(
                Alarm.Code.PAYOUT_WAITS,
                Long.toString(batch.id()),
                "payout " + batch.id() + " waits for a block since more than " + patience.toHours()
                        + " h, and its fee cannot be raised to " + rate + " sat/vB: " + refusal,
                "raise payout.fee-rate-max-sat-vb or put coins into the wallet; or wait: it stays in the mempool");
    }
}
