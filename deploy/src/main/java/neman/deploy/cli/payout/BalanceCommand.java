package neman.deploy.cli.payout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import neman.accounting.database.Transactions;
import neman.bitcoin.Satoshis;
import neman.deploy.wiring.PayoutDesk;
import neman.payout.miner.HoldEvent;
import neman.payout.miner.MinerHolds;
import neman.payout.miner.MinerTerms;
import neman.payout.miner.TermsBook;
import neman.payout.query.MinerBalance;
import neman.payout.query.PayoutQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the pool owes one miner. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "What the pool owes one account and has paid it, its terms, and whether it is held.",
        footer = {"", "Example:", "  ./pool payout balance ADDRESS --config pool.yaml"})
final class BalanceCommand extends DeskCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The miner's address.")
    private String account;

    private record Facts(MinerTerms terms, List<HoldEvent> holds) {
        boolean held() {
            return !holds.isEmpty() && holds.get(holds.size() - 1).held();
        }
    }

    @Override
    int run(PayoutDesk desk) throws SQLException {
        String name = address(desk, account).toString();
        MinerBalance balance = new PayoutQueries(desk.database()).minerBalance(name);
        Facts facts = Transactions.<Facts, SQLException>call(
                desk.database(),
                transaction -> new Facts(TermsBook.current(transaction, name), MinerHolds.history(transaction, name)));
        if (wantsJson()) {
            print(json(balance, facts));
        } else {
            print(balance, facts);
        }
        return 0;
    }

    private void print(MinerBalance balance, Facts facts) {
        PrintWriter out = out();
        out.println(balance.account());
        Table table = new Table("", ">BTC");
        table.row("pending", Satoshis.toBitcoins(balance.pendingSats()));
        table.row("available", Satoshis.toBitcoins(balance.availableSats()));
        table.row("held", Satoshis.toBitcoins(balance.heldSats()));
        table.row("in payout", Satoshis.toBitcoins(balance.inPayoutSats()));
        table.row("paid", Satoshis.toBitcoins(balance.paidSats()));
        table.print(out);
        facts.terms().minimumSats().ifPresent(sats -> out.println("own minimum: " + btc(sats)));
        if (facts.terms().donationBasisPoints() > 0) {
            out.println("donation: " + TermsCommand.percent(facts.terms()));
        }
        facts.holds()
                .forEach(event -> out.println((event.held() ? "held " : "released ") + time(event.at()) + " by "
                        + event.decision().operator() + ": " + event.decision().reason()));
    }

    private ObjectNode json(MinerBalance balance, Facts facts) {
        ObjectNode json = object().put("account", balance.account())
                .put("pendingSats", balance.pendingSats())
                .put("availableSats", balance.availableSats())
                .put("heldSats", balance.heldSats())
                .put("inPayoutSats", balance.inPayoutSats())
                .put("paidSats", balance.paidSats())
                .put("held", facts.held())
                .put("donationBasisPoints", facts.terms().donationBasisPoints());
        json.put("minimumSats", orNull(facts.terms().minimumSats()));
        ArrayNode holds = json.putArray("holds");
        facts.holds().forEach(event -> holds.addObject()
                .put("held", event.held())
                .put("at", event.at().toString())
                .put("operator", event.decision().operator())
                .put("reason", event.decision().reason()));
        return json;
    }
}
