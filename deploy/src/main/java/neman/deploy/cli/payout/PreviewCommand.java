package neman.deploy.cli.payout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import neman.accounting.database.Transactions;
import neman.bitcoin.Satoshis;
import neman.bitcoin.node.NodeException;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.PayoutPreview;
import neman.payout.payment.FeeQuote;
import neman.payout.payment.PayoutPlan;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who would get what. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = "Who would be paid what now, at which fee, and who would not and why. Changes nothing.",
        footer = {"", "Example:", "  ./pool payout preview --config pool.yaml --json"})
final class PreviewCommand extends DeskCommand {
    private static final int SHOWN_WITHHELD = 50;

    @Option(names = "--all", description = "Also those beyond the first 50 that are not paid.")
    private boolean all;

    /** @param fee empty where nobody is paid or the wallet cannot say; then {@code problem} has its words */
    private record Cost(Optional<FeeQuote> fee, Optional<String> problem) {}

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        PayoutPreview preview = Transactions.<PayoutPreview, PoolException>call(
                desk.database(),
                transaction -> PayoutPreview.of(transaction, desk.settings(), desk.network(), desk.clock()));
        Cost cost = cost(desk, preview);
        List<AlarmView> alarms = new PayoutQueries(desk.database()).openAlarms();
        if (wantsJson()) {
            print(json(desk, preview, cost, alarms));
        } else {
            print(desk, preview, cost, alarms);
        }
        return 0;
    }

    private Cost cost(PayoutDesk desk, PayoutPreview preview) throws PoolException {
        if (preview.plan().isEmpty()) {
            return new Cost(Optional.empty(), Optional.empty());
        }
        progress().at("asking the wallet for the fee");
        try {
            return new Cost(Optional.of(preview.fee(desk.wallet(), desk.settings(), desk.network())), Optional.empty());
        } catch (NodeException e) {
            return new Cost(Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    private void print(PayoutDesk desk, PayoutPreview preview, Cost cost, List<AlarmView> alarms) throws PoolException {
        PayoutPlan plan = preview.plan();
        PrintWriter out = out();
        if (plan.isEmpty()) {
            out.println("Nobody would be paid now.");
        } else {
            Table paid = new Table("ACCOUNT", ">BTC");
            plan.items().forEach(item -> paid.row(item.account(), Satoshis.toBitcoins(item.sats())));
            paid.print(out);
            out.printf(
                    "%n%s in all, %s.%n",
                    btc(plan.totalSats()), count(plan.outputs().size(), "output"));
        }
        cost.fee()
                .ifPresent(fee -> out.printf(
                        "Network fee about %s (%d sat/vB, %s), paid by the pool.%n",
                        btc(fee.feeSats()), fee.feeRateSatPerVb(), count(fee.inputs(), "input")));
        cost.problem().ifPresent(problem -> out.println("The wallet cannot pay that now: " + problem));
        printWithheld(plan.withheld());
        out.println();
        out.println(next(desk, preview));
        int approvals = desk.settings().approvals();
        if (approvals > 0) {
            out.println("It needs " + count(approvals, "approval") + ".");
        }
        alarms.forEach(alarm -> out.println("Alarm " + alarm.code() + ": " + alarm.message()));
    }

    private void printWithheld(List<PayoutPlan.Withheld> withheld) {
        if (withheld.isEmpty()) {
            return;
        }
        Table table = new Table("NOT PAID", ">BTC", "WHY");
        withheld.stream()
                .limit(all ? Long.MAX_VALUE : SHOWN_WITHHELD)
                .forEach(one -> table.row(one.account(), Satoshis.toBitcoins(one.sats()), Refusals.of(one.reason())));
        out().println();
        table.print(out());
        if (!all && withheld.size() > SHOWN_WITHHELD) {
            out().println("and " + (withheld.size() - SHOWN_WITHHELD) + " more; --all shows them");
        }
    }

    private static String next(PayoutDesk desk, PayoutPreview preview) {
        if (preview.underWay().isPresent()) {
            return "No payout starts before payout " + preview.underWay().getAsLong() + " is sent.";
        }
        boolean now =
                preview.due().filter(due -> due.isAfter(desk.clock().instant())).isEmpty();
        return now
                ? "The next payout starts by itself as soon as somebody can be paid."
                : "The next payout starts by itself after "
                        + time(preview.due().orElseThrow())
                        + "; ./pool payout run starts one now.";
    }

    private ObjectNode json(PayoutDesk desk, PayoutPreview preview, Cost cost, List<AlarmView> alarms)
            throws PoolException {
        PayoutPlan plan = preview.plan();
        ObjectNode json = object().put("totalSats", plan.totalSats())
                .put("outputs", plan.outputs().size());
        ArrayNode items = json.putArray("items");
        plan.items()
                .forEach(
                        item -> items.addObject().put("account", item.account()).put("sats", item.sats()));
        ArrayNode withheld = json.putArray("withheld");
        plan.withheld().forEach(one -> withheld.addObject()
                .put("account", one.account())
                .put("sats", one.sats())
                .put("reason", one.reason().name()));
        json.put("feeSats", cost.fee().map(FeeQuote::feeSats).orElse(null));
        json.put("feeRateSatPerVb", cost.fee().map(FeeQuote::feeRateSatPerVb).orElse(null));
        json.put("feeProblem", cost.problem().orElse(null));
        json.put("dueAt", preview.due().map(Instant::toString).orElse(null));
        json.put("underWay", orNull(preview.underWay()));
        json.put("approvals", desk.settings().approvals());
        StatusCommand.putAlarms(json, alarms);
        return json;
    }
}
