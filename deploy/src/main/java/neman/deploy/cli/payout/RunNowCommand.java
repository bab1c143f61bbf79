package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import neman.accounting.database.Transactions;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.alarm.Alarm;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.PayoutPreview;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.PayoutState;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import neman.payout.query.PayoutView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A payout before its time. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Start a payout now, and follow it until it is sent or waits for somebody.",
            "Where no payout role runs, this process has it meanwhile, and takes payouts that are under way further as well."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout run --config pool.yaml",
            "  ./pool payout run --config pool.yaml --yes --json"
        })
final class RunNowCommand extends ChangingCommand {
    @Mixin
    private Waiting waiting;

    private PayoutState shown = PayoutState.RESERVED;

    @Override
    String words() {
        return "run";
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        LeaderTalk leader = new LeaderTalk(desk, waiting.patience(), progress());
        PayoutPreview preview = preview(desk);
        if (!preview.plan().isEmpty()) {
            confirm("Pay " + btc(preview.plan().totalSats()) + " in "
                    + count(preview.plan().outputs().size(), "output") + "? (./pool payout preview tells whom.)");
        }
        return follow(desk, leader, start(desk, leader));
    }

    /** The payout that was started: by the request, or by itself at the same pass because it was due. */
    private long start(PayoutDesk desk, LeaderTalk leader) throws SQLException, PoolException {
        long before = last(desk);
        DeskRequests.Answer answer = leader.ask(DeskRequests.Kind.RUN, command());
        if (answer.word() == DeskRequests.Word.STARTED) {
            return answer.subject().orElseThrow();
        }
        long after = last(desk);
        if (answer.word() == DeskRequests.Word.UNDER_WAY && after > before) {
            return after;
        }
        throw new PoolException("no payout was started: " + Refusals.of(answer.word()));
    }

    private static long last(PayoutDesk desk) throws SQLException {
        return new PayoutQueries(desk.database())
                .payouts(1, OptionalLong.empty()).items().stream()
                        .mapToLong(PayoutView::id)
                        .findFirst()
                        .orElse(0);
    }

    private static PayoutPreview preview(PayoutDesk desk) throws SQLException, PoolException {
        return Transactions.<PayoutPreview, PoolException>call(
                desk.database(),
                transaction -> PayoutPreview.of(transaction, desk.settings(), desk.network(), desk.clock()));
    }

    private int follow(PayoutDesk desk, LeaderTalk leader, long batch) throws SQLException, PoolException {
        progress().say("payout " + batch + " is begun");
        boolean settled = leader.await(() -> isAtRest(desk, batch), "waiting for payout " + batch);
        BatchReport report = report(desk, batch);
        if (wantsJson()) {
            print(report.json(object()));
        } else {
            report.print(out());
        }
        return tell(desk, report, batch, settled);
    }

    /** What is to be done next, and by whom. */
    private int tell(PayoutDesk desk, BatchReport report, long batch, boolean settled) throws SQLException {
        List<AlarmView> alarms = alarms(desk, batch);
        boolean unsigned = alarms.removeIf(alarm -> alarm.code().equals(Alarm.Code.PAYOUT_NOT_SIGNED.name()));
        alarms.forEach(alarm ->
                progress().say("alarm " + alarm.code() + ": " + alarm.message() + ". Remedy: " + alarm.remedy()));
        if (!settled) {
            progress()
                    .say("payout " + batch + " is under way; ./pool payout status " + batch + " tells how it goes on");
        } else if (report.approvalsMissing() > 0) {
            progress()
                    .say("it waits for " + count(report.approvalsMissing(), "approval") + ": ./pool payout approve "
                            + batch + " --key FILE");
        } else if (unsigned) {
            progress().say("it waits for keys that the wallet does not hold: ./pool payout export " + batch);
        }
        return alarms.isEmpty() ? 0 : 1;
    }

    /** Sent, or waiting for somebody. */
    private boolean isAtRest(PayoutDesk desk, long batch) throws SQLException, PoolException {
        BatchDetails details = batch(desk, batch);
        PayoutState state = details.batch().state();
        if (state != shown) {
            shown = state;
            progress().say("payout " + batch + ": " + state);
        }
        boolean waits = state == PayoutState.BUILT
                && new BatchReport(details, desk.configuration().payout()).approvalsMissing() > 0;
        return waits
                || state.compareTo(PayoutState.BROADCAST) >= 0
                || !alarms(desk, batch).isEmpty();
    }

    private static List<AlarmView> alarms(PayoutDesk desk, long batch) throws SQLException {
        List<AlarmView> alarms = new ArrayList<>(new PayoutQueries(desk.database()).openAlarms());
        alarms.removeIf(alarm -> !alarm.subject().equals(Long.toString(batch)));
        return alarms;
    }

    private static BatchReport report(PayoutDesk desk, long batch) throws SQLException, PoolException {
        return new BatchReport(batch(desk, batch), desk.configuration().payout());
    }
}
