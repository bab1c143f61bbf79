package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.database.Transactions;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.DeskRequests;
import neman.payout.ledger.OperatorCommand;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;

/**
 * Has something done by whoever leads as payout: waits for its answer, or leads itself while nobody else does.
 */
final class LeaderTalk {
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final PayoutDesk desk;
    private final Duration patience;
    private final Progress progress;

    LeaderTalk(PayoutDesk desk, Duration patience, Progress progress) {
        this.desk = desk;
        this.patience = patience;
        this.progress = progress;
    }

    /** What is waited for. */
    interface Condition {
        boolean isMet() throws SQLException, PoolException;
    }

    /**
     * @throws PoolException where nobody answered in time; then nothing is done later either
     */
    DeskRequests.Answer ask(DeskRequests.Kind kind, OperatorCommand command) throws SQLException, PoolException {
        long request = desk.transactions(command)
                .run(transaction -> DeskRequests.ask(
                        transaction, kind, command.actor(), desk.clock().instant()));
        if (!await(() -> answerTo(request).isPresent(), "waiting for the payout role")) {
            desk.transactions(command)
                    .execute(transaction -> DeskRequests.withdraw(
                            transaction, request, desk.clock().instant()));
        }
        DeskRequests.Answer answer = answerTo(request).orElseThrow();
        if (answer.word() == DeskRequests.Word.EXPIRED) {
            throw new PoolException("the payout role did not answer within " + patience.toSeconds()
                    + " s, and the request is taken back; does it run, and does its node answer?" + alarms());
        }
        return answer;
    }

    /** As {@link #ask}, and again each second while the answer is {@code passing} and patience lasts. */
    DeskRequests.Answer askWhile(DeskRequests.Word passing, DeskRequests.Kind kind, OperatorCommand command)
            throws SQLException, PoolException {
        long began = System.nanoTime();
        DeskRequests.Answer answer = ask(kind, command);
        while (answer.word() == passing && System.nanoTime() - began < patience.toNanos()) {
            LockSupport.parkNanos(ASK_AGAIN_AFTER.toNanos());
            answer = ask(kind, command);
        }
        return answer;
    }

    private Optional<DeskRequests.Answer> answerTo(long request) throws SQLException {
        return Transactions.<Optional<DeskRequests.Answer>, SQLException>call(
                desk.database(), transaction -> DeskRequests.answerTo(transaction, request));
    }

    private String alarms() throws SQLException {
        StringBuilder text = new StringBuilder();
        for (AlarmView alarm : new PayoutQueries(desk.database()).openAlarms()) {
            text.append(' ').append(alarm.code()).append(": ").append(alarm.message());
        }
        return text.toString();
    }

    /** Whether it was met in time. Meanwhile the payout role makes its passes, in this process where no other has it. */
    boolean await(Condition condition, String waitingFor) throws SQLException, PoolException {
        progress.at(waitingFor);
        long began = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - began > patience.toNanos()) {
                return false;
            }
            Optional<PayoutDesk.Lead> lead = desk.lead();
            if (lead.isPresent()) {
                progress.at("doing what the payout role does");
                try (PayoutDesk.Lead led = lead.get()) {
                    led.tick();
                }
            }
            if (!condition.isMet()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
        return true;
    }
}
