package neman.payout.desk;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.node.NodeException;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.maturity.ChainView;
import neman.payout.payment.BumpSchedule;
import neman.payout.payment.PayoutRun;
import neman.payout.payment.Reconciliation;

/**
 * What whoever leads does besides the payouts themselves: answers commands, compares the wallet with the books, closes days, lays
 * out what is to be signed elsewhere, raises the fees of payments that wait. One thread.
 */
public final class DeskDuties {
    /** A day that cannot be closed is looked at so often; its journals are read each time. */
    private static final Duration RETRY_DAYS_AFTER = Duration.ofMinutes(1);

    private static final int MOST_DAYS_AT_ONCE = 31;
    private static final String ACTOR = "payout";
    private static final String ALARM_SUBJECT = "day";

    private final LedgerTransactions transactions;
    private final PayoutRun payouts;
    private final Reconciliation reconciliation;
    private final DayClosing days;
    private final Optional<SignerDirectory> signer;
    private final Optional<BumpSchedule> bumps;
    private final DeskSettings settings;
    private final InstantSource clock;
    private Instant daysNotBefore = Instant.MIN;

    /** @param bumps empty where fees are raised by hand */
    public DeskDuties(
            LedgerTransactions transactions,
            PayoutRun payouts,
            Reconciliation reconciliation,
            Optional<BumpSchedule> bumps,
            DeskSettings settings,
            InstantSource clock) {
        this.transactions = transactions;
        this.payouts = payouts;
        this.reconciliation = reconciliation;
        this.days = new DayClosing(transactions, clock);
        this.signer = settings.signerDirectory().map(directory -> new SignerDirectory(directory, transactions, clock));
        this.bumps = bumps;
        this.settings = settings;
        this.clock = clock;
    }

    /** After a pass of the payouts, while the paying node answers. Where the node cannot be asked, the rest waits for the next. */
    public void pass(ChainView chain) throws SQLException, NodeException {
        for (DeskRequests.Open request : transactions.run(DeskRequests::open)) {
            answer(request, chain);
        }
        if (signer.isPresent()) {
            signer.get().exchange();
        }
        if (bumps.isPresent()) {
            bumps.get().pass();
        }
        if (isReconciliationDue()) {
            reconcile(ACTOR, false);
        }
        if (settings.closesDays() && !clock.instant().isBefore(daysNotBefore)) {
            closeDays();
        }
    }

    private void answer(DeskRequests.Open request, ChainView chain) throws SQLException, NodeException {
        if (request.isExpired(clock.instant())) {
            save(
                    request,
                    new DeskRequests.Answer(DeskRequests.Word.EXPIRED, OptionalLong.empty(), "asked too long ago"));
            return;
        }
        switch (request.kind()) {
            case RUN -> run(request, chain);
            case RECONCILE -> save(request, reconcile(request.operator(), true));
        }
    }

    private void save(DeskRequests.Open request, DeskRequests.Answer answer) throws SQLException {
        transactions.execute(transaction -> DeskRequests.answer(transaction, request.id(), answer, clock.instant()));
    }

    private void run(DeskRequests.Open request, ChainView chain) throws SQLException, NodeException {
        PayoutRun.Start start = payouts.startNow(
                chain,
                (transaction, batch) -> DeskRequests.answer(
                        transaction,
                        request.id(),
                        new DeskRequests.Answer(DeskRequests.Word.STARTED, OptionalLong.of(batch), ""),
                        clock.instant()));
        if (start != PayoutRun.Start.STARTED) {
            DeskRequests.Word word = DeskRequests.Word.valueOf(start.name());
            save(request, new DeskRequests.Answer(word, OptionalLong.empty(), ""));
        }
    }

    private boolean isReconciliationDue() throws SQLException {
        if (settings.reconcileEvery().isEmpty()) {
            return false;
        }
        Optional<Reconciliations.Made> last = transactions.run(Reconciliations::last);
        return last.isEmpty()
                || !clock.instant()
                        .isBefore(last.get().at().plus(settings.reconcileEvery().get()));
    }

    /** @param always whether it is noted although nothing could be compared */
    private DeskRequests.Answer reconcile(String actor, boolean always) throws SQLException, NodeException {
        Reconciliation.Result result = reconciliation.run();
        boolean conclusive = result.booksSats().isPresent();
        if (!conclusive && !always) {
            return new DeskRequests.Answer(DeskRequests.Word.INCONCLUSIVE, OptionalLong.empty(), "");
        }
        long id = transactions.run(transaction -> Reconciliations.save(transaction, result, actor, clock.instant()));
        return new DeskRequests.Answer(
                conclusive ? DeskRequests.Word.RECONCILED : DeskRequests.Word.INCONCLUSIVE, OptionalLong.of(id), "");
    }

    private void closeDays() throws SQLException, NodeException {
        for (int closed = 0; closed < MOST_DAYS_AT_ONCE; closed++) {
            Optional<LocalDate> day = transactions.run(DayClosing::firstOpen);
            if (day.isEmpty() || clock.instant().isBefore(endOf(day.get()))) {
                return;
            }
            if (!isReconciledSince(endOf(day.get()))) {
                reconcile(ACTOR, false);
            }
            DayClosing.Answer answer = days.close(day.get(), ACTOR);
            noteRefusal(day.get(), answer.refusal());
            if (answer.refusal().isPresent()) {
                daysNotBefore = clock.instant().plus(RETRY_DAYS_AFTER);
                return;
            }
        }
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private boolean isReconciledSince(Instant instant) throws SQLException {
        return transactions.run(transaction -> Reconciliations.wasConclusiveSince(transaction, instant));
    }

    /** A wallet and books that only cannot be compared at this moment will be in a minute. */
    private void noteRefusal(LocalDate day, Optional<DayClosing.Refusal> refusal) throws SQLException {
        Instant now = clock.instant();
        boolean passing =
                refusal.filter(DayClosing.Refusal.NOT_RECONCILED::equals).isPresent()
                        && now.isBefore(endOf(day).plus(Duration.ofHours(1)));
        if (passing) {
            return;
        }
        transactions.execute(transaction -> {
            if (refusal.isEmpty()) {
                Alarms.clear(transaction, Alarm.Code.DAY_NOT_CLOSED, ALARM_SUBJECT, now);
            } else {
                Alarms.raise(transaction, alarm(day, refusal.get()), now);
            }
        });
    }

    private static Alarm alarm(LocalDate day, DayClosing.Refusal refusal) {
        String reason =
                switch (refusal) {
                    case UNEXPLAINED_DIFFERENCE -> "suspense:reconcile is not 0";
                    case NOT_RECONCILED -> "wallet and books could not be compared since it ended";
                    case BOOKS_BROKEN -> "a journal of it is missing, does not balance or does not fit the hash chain";
                    default -> refusal.name();
                };
        return new Alarm(
                Alarm.Code.DAY_NOT_CLOSED,
                ALARM_SUBJECT,
                "the day " + day + " cannot be closed: " + reason,
                "find the difference on the chain and explain it (payout explain); where books are broken, compare with a"
                        + " backup before anything else is paid. It is tried again each minute");
    }
}
