package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import neman.accounting.database.Transactions;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.PayoutPreview;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.PayoutState;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the payout role, and then for the payment to be sent: 1 to 3600.")
    private int waitSeconds;

    private PayoutState shown = PayoutState.RESERVED;

    @Override
    String words() {
        return "run";
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        if (waitSeconds < 1 || waitSeconds > 3_600) {
            throw usage("--wait is 1 to 3600 seconds");
        }
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        LeaderTalk leader = new LeaderTalk(desk, Duration.ofSeconds(waitSeconds), this::progress);
        PayoutPreview preview = preview(desk);
        if (!preview.plan().isEmpty()) {
            confirm("Pay " + btc(preview.plan().totalSats()) + " in "
                    + preview.plan().outputs().size() + " outputs? (./pool payout preview tells whom.)");
        }
        DeskRequests.Answer answer = leader.ask(DeskRequests.Kind.RUN, command());
        if (answer.word() != DeskRequests.Word.STARTED) {
            throw new PoolException("no payout was started: " + Refusals.of(answer.word()));
        }
        return follow(desk, leader, answer.subject().orElseThrow());
    }

    private static PayoutPreview preview(PayoutDesk desk) throws SQLException, PoolException {
        return Transactions.<PayoutPreview, PoolException>call(
                desk.database(),
                transaction -> PayoutPreview.of(transaction, desk.settings(), desk.network(), desk.clock()));
    }

    private int follow(PayoutDesk desk, LeaderTalk leader, long batch) throws SQLException, PoolException {
        progress("payout " + batch + " is begun");
        boolean settled = leader.await(() -> isAtRest(desk, batch), "waiting for payout " + batch);
        BatchReport report = report(desk, batch);
        if (wantsJson()) {
            print(report.json(object()));
        } else {
            report.print(out());
        }
        List<AlarmView> alarms = alarms(desk, batch);
        alarms.forEach(
                alarm -> progress("alarm " + alarm.code() + ": " + alarm.message() + ". Remedy: " + alarm.remedy()));
        if (!settled) {
            progress("payout " + batch + " is under way; ./pool payout status " + batch + " tells how it goes on");
        } else if (report.approvalsMissing() > 0) {
            progress("it waits for " + report.approvalsMissing() + " approvals: ./pool payout approve " + batch
                    + " --key FILE");
        }
        return alarms.isEmpty() ? 0 : 1;
    }

    /** Sent, or waiting for somebody. */
    private boolean isAtRest(PayoutDesk desk, long batch) throws SQLException {
        BatchDetails details = details(desk, batch);
        PayoutState state = details.batch().state();
        if (state != shown) {
            shown = state;
            progress("payout " + batch + ": " + state);
        }
        boolean waits = state == PayoutState.BUILT
                && new BatchReport(details, desk.configuration().payout()).approvalsMissing() > 0;
        return waits
                || state.compareTo(PayoutState.BROADCAST) >= 0
                || !alarms(desk, batch).isEmpty();
    }

    private static List<AlarmView> alarms(PayoutDesk desk, long batch) throws SQLException {
        return new PayoutQueries(desk.database())
                .openAlarms().stream()
                        .filter(alarm -> alarm.subject().equals(Long.toString(batch)))
                        .toList();
    }

    private static BatchReport report(PayoutDesk desk, long batch) throws SQLException {
        return new BatchReport(details(desk, batch), desk.configuration().payout());
    }

    private static BatchDetails details(PayoutDesk desk, long batch) throws SQLException {
        Optional<BatchDetails> found = Transactions.<Optional<BatchDetails>, SQLException>call(
                desk.database(), transaction -> BatchDetails.find(transaction, desk.network(), batch));
        return found.orElseThrow();
    }
}
