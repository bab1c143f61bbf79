package neman.deploy.cli.payout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import neman.bitcoin.Satoshis;
import neman.deploy.config.PayoutDeskSettings.Approver;
import neman.deploy.config.PoolConfiguration;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.PayoutBatch;

/** All of one payout, for people and for programs. */
final class BatchReport {
    private static final int SHOWN_OUTPUTS = 20;

    private final BatchDetails details;
    private final PoolConfiguration.Payout configuration;

    BatchReport(BatchDetails details, PoolConfiguration.Payout configuration) {
        this.details = details;
        this.configuration = configuration;
    }

    /** The configured operators whose signature holds over the terms that stand now. */
    List<String> approvedBy() {
        return configuration.desk().approvers().stream()
                .filter(approver ->
                        details.approvals().stream().anyMatch(approval -> details.approves(approval, approver.key())))
                .map(Approver::name)
                .toList();
    }

    int approvalsMissing() {
        return Math.max(0, configuration.approvals() - approvedBy().size());
    }

    /** For a question: {@code payout 12 (BUILT, 1.50000000 BTC in 2 outputs)}. */
    static String summary(BatchDetails details) {
        PayoutBatch batch = details.batch();
        return "payout " + batch.id() + " (" + batch.state() + ", " + DeskCommand.btc(batch.totalSats()) + " in "
                + DeskCommand.count(details.outputs().size(), "output") + ")";
    }

    void print(PrintWriter out) {
        PayoutBatch batch = details.batch();
        line(out, "payout", batch.id() + ", begun " + DeskCommand.time(batch.createdAt()));
        line(out, "state", batch.state().name());
        batch.stopped().ifPresent(reason -> line(out, "stopped", reason));
        printTerms(out);
        if (configuration.approvals() > 0 || !details.approvals().isEmpty()) {
            String by = approvedBy().isEmpty() ? "nobody" : String.join(", ", approvedBy());
            line(out, "approved by", by + " (" + configuration.approvals() + " needed)");
        }
        if (details.exported()) {
            line(out, "exported", details.imported() ? "and back" : "not back yet");
        }
        details.attempts()
                .forEach(attempt -> line(
                        out,
                        "attempt " + attempt.number(),
                        attempt.txid() + ", fee " + DeskCommand.btc(attempt.feeSats())));
        details.events()
                .forEach(event ->
                        line(out, DeskCommand.time(event.at()).toString(), event.state() + " by " + event.actor()));
    }

    /** What operators approve. */
    void printTerms(PrintWriter out) {
        PayoutBatch batch = details.batch();
        line(
                out,
                "pays",
                DeskCommand.btc(batch.totalSats()) + " in "
                        + DeskCommand.count(details.outputs().size(), "output"));
        details.outputs().stream()
                .limit(SHOWN_OUTPUTS)
                .forEach(output -> line(out, "", Satoshis.toBitcoins(output.sats()) + "  " + output.address()));
        if (details.outputs().size() > SHOWN_OUTPUTS) {
            line(out, "", "and " + (details.outputs().size() - SHOWN_OUTPUTS) + " more; --json tells all");
        }
        details.terms().ifPresent(terms -> {
            line(
                    out,
                    "fee",
                    DeskCommand.btc(terms.feeSats()) + ", "
                            + DeskCommand.count(terms.inputs().size(), "input"));
            terms.change().ifPresent(change -> line(out, "change", DeskCommand.btc(change.sats()) + " to the wallet"));
            line(out, "digest", batch.digest().orElseThrow());
        });
    }

    private static void line(PrintWriter out, String name, String text) {
        out.printf("%-21s %s%n", name, text);
    }

    ObjectNode json(ObjectNode json) {
        PayoutBatch batch = details.batch();
        json.put("id", batch.id())
                .put("state", batch.state().name())
                .put("createdAt", batch.createdAt().toString())
                .put("totalSats", batch.totalSats())
                .put("feeSats", batch.feeSats())
                .put("digest", batch.digest().orElse(null))
                .put("stopped", batch.stopped().orElse(null))
                .put("approvalsNeeded", configuration.approvals())
                .put("exported", details.exported())
                .put("imported", details.imported());
        ArrayNode names = json.putArray("approvedBy");
        approvedBy().forEach(names::add);
        ArrayNode outputs = json.putArray("outputs");
        details.outputs().forEach(output -> outputs.addObject()
                .put("address", output.address().toString())
                .put("sats", output.sats()));
        ArrayNode inputs = json.putArray("inputs");
        details.terms().ifPresent(terms -> terms.inputs().forEach(input -> inputs.addObject()
                .put("outPoint", input.outPoint().toString())
                .put("sats", input.sats())));
        ArrayNode attempts = json.putArray("attempts");
        details.attempts().forEach(attempt -> attempts.addObject()
                .put("number", attempt.number())
                .put("txid", attempt.txid().toString())
                .put("feeSats", attempt.feeSats()));
        ArrayNode events = json.putArray("events");
        details.events().forEach(event -> events.addObject()
                .put("state", event.state().name())
                .put("at", event.at().toString())
                .put("actor", event.actor()));
        return json;
    }
}
