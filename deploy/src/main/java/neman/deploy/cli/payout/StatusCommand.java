package neman.deploy.cli.payout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.accounting.database.Transactions;
import neman.bitcoin.Hash256;
import neman.bitcoin.Satoshis;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.ClosedDay;
import neman.payout.desk.DayClosing;
import neman.payout.desk.Reconciliations;
import neman.payout.payment.BatchDetails;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import neman.payout.query.PayoutView;
import neman.payout.query.PoolTotals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How payouts and books stand. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "The last payouts, the books' totals, what is reconciled and closed, open alarms; or all of one payout.",
        footer = {
            "",
            "Examples:",
            "  ./pool payout status --config pool.yaml",
            "  ./pool payout status 12 --config pool.yaml"
        })
final class StatusCommand extends DeskCommand {
    @Parameters(paramLabel = "BATCH", arity = "0..1", description = "The number of a payout.")
    private Optional<Long> batch = Optional.empty();

    @Option(names = "--last", paramLabel = "N", defaultValue = "10", description = "How many payouts: 1 to 500.")
    private int last;

    private record Desk(Optional<Reconciliations.Made> reconciled, Optional<ClosedDay> closed) {}

    @Override
    void checkArguments() {
        if (last < 1 || last > PayoutQueries.MAX_LIMIT) {
            throw usage("--last is 1 to " + PayoutQueries.MAX_LIMIT);
        }
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        if (batch.isPresent()) {
            return showBatch(desk, batch.get());
        }
        PayoutQueries queries = new PayoutQueries(desk.database());
        List<PayoutView> payouts = queries.payouts(last, OptionalLong.empty()).items();
        PoolTotals totals = queries.totals();
        List<AlarmView> alarms = queries.openAlarms();
        Desk state = Transactions.<Desk, SQLException>call(desk.database(), StatusCommand::deskOf);
        if (wantsJson()) {
            print(json(payouts, totals, alarms, state));
        } else {
            print(payouts, totals, alarms, state);
        }
        return 0;
    }

    private static Desk deskOf(Connection transaction) throws SQLException {
        return new Desk(Reconciliations.last(transaction), DayClosing.last(transaction));
    }

    private int showBatch(PayoutDesk desk, long id) throws PoolException, SQLException {
        BatchDetails details = batch(desk, id);
        BatchReport report = new BatchReport(details, desk.configuration().payout());
        if (wantsJson()) {
            print(report.json(object()));
        } else {
            report.print(out());
        }
        return 0;
    }

    private void print(List<PayoutView> payouts, PoolTotals totals, List<AlarmView> alarms, Desk state) {
        PrintWriter out = out();
        if (payouts.isEmpty()) {
            out.println("No payout was made yet.");
        } else {
            Table table =
                    new Table("PAYOUT", "BEGUN (UTC)", "STATE", ">PAID BTC", ">FEE BTC", ">OUTPUTS", ">CONF", "TXID");
            payouts.forEach(payout -> table.row(
                    payout.id(),
                    time(payout.createdAt()),
                    payout.state() + (payout.stopped().isPresent() ? " (stopped)" : ""),
                    Satoshis.toBitcoins(payout.totalSats()),
                    Satoshis.toBitcoins(payout.feeSats()),
                    payout.outputs(),
                    payout.confirmations(),
                    payout.txid().map(Hash256::toString).orElse("")));
            table.print(out);
        }
        out.println();
        Table sums = new Table("BOOKS", ">BTC");
        sums.row("owed, pending", Satoshis.toBitcoins(totals.pendingSats()));
        sums.row("owed, available", Satoshis.toBitcoins(totals.availableSats()));
        sums.row("owed, held", Satoshis.toBitcoins(totals.heldSats()));
        sums.row("in payouts", Satoshis.toBitcoins(totals.inPayoutSats()));
        sums.row("paid", Satoshis.toBitcoins(totals.paidSats()));
        sums.row("wallet, as the books say", Satoshis.toBitcoins(totals.hotSats()));
        sums.row("immature", Satoshis.toBitcoins(totals.immatureSats()));
        sums.print(out);
        out.println();
        out.println(state.reconciled()
                .map(made -> "Wallet and books compared " + time(made.at()) + ": "
                        + difference(made.walletSats() - made.booksSats().orElseThrow()))
                .orElse("Wallet and books were never compared."));
        out.println(state.closed()
                .map(closed -> "Books closed up to " + closed.day() + ", journal " + closed.lastJournal() + ".")
                .orElse("No day is closed yet."));
        alarms.forEach(alarm -> out.println("Alarm " + alarm.code() + " since " + time(alarm.raisedAt()) + ": "
                + alarm.message() + ". Remedy: " + alarm.remedy()));
    }

    private static String difference(long sats) {
        if (sats == 0) {
            return "they agreed.";
        }
        return "the wallet held " + btc(Math.abs(sats)) + (sats > 0 ? " more." : " less.");
    }

    private static ObjectNode json(List<PayoutView> payouts, PoolTotals totals, List<AlarmView> alarms, Desk state) {
        ObjectNode json = object();
        ArrayNode items = json.putArray("payouts");
        payouts.forEach(payout -> items.addObject()
                .put("id", payout.id())
                .put("state", payout.state().name())
                .put("createdAt", payout.createdAt().toString())
                .put("totalSats", payout.totalSats())
                .put("feeSats", payout.feeSats())
                .put("outputs", payout.outputs())
                .put("confirmations", payout.confirmations())
                .put("txid", payout.txid().map(Hash256::toString).orElse(null))
                .put("stopped", payout.stopped().orElse(null)));
        json.putObject("books")
                .put("pendingSats", totals.pendingSats())
                .put("availableSats", totals.availableSats())
                .put("heldSats", totals.heldSats())
                .put("inPayoutSats", totals.inPayoutSats())
                .put("paidSats", totals.paidSats())
                .put("hotSats", totals.hotSats())
                .put("immatureSats", totals.immatureSats());
        state.reconciled().ifPresent(made -> json.putObject("reconciled")
                .put("at", made.at().toString())
                .put("actor", made.actor())
                .put("walletSats", made.walletSats())
                .put("booksSats", made.booksSats().orElseThrow()));
        state.closed().ifPresent(closed -> json.putObject("closed")
                .put("day", closed.day().toString())
                .put("lastJournal", closed.lastJournal())
                .put("artefact", closed.artefact()));
        putAlarms(json, alarms);
        return json;
    }

    static void putAlarms(ObjectNode json, List<AlarmView> alarms) {
        ArrayNode items = json.putArray("alarms");
        alarms.forEach(alarm -> items.addObject()
                .put("code", alarm.code())
                .put("subject", alarm.subject())
                .put("severity", alarm.severity())
                .put("message", alarm.message())
                .put("remedy", alarm.remedy())
                .put("raisedAt", alarm.raisedAt().toString()));
    }
}
