package neman.deploy.cli.payout;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Satoshis;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.Explanations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a difference was. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Say what a difference between wallet and books was.",
            "It is booked from suspense:reconcile to the account that it belongs to, whichever way it goes:",
            "  equity:owner             a deposit of the operator's, or what he withdrew",
            "  asset:cold               moved to the cold wallet, or back from it",
            "  expense:network-fee      the fee of such a transfer",
            "  equity:reorg-loss        lost with a block that left the chain, or found again",
            "  equity:pplns-continuity  put to what no share earned, or taken from it"
        },
        footer = {
            "",
            "Example:",
            "  ./pool payout explain --account asset:cold --reason \"transfer of 3 May, txid …\" --config pool.yaml"
        })
final class ExplainCommand extends ReasonedCommand {
    @Option(names = "--account", required = true, paramLabel = "CODE", description = "Where it belongs.")
    private String account;

    @Option(names = "--btc", paramLabel = "BTC", description = "So much of it. Default: all.")
    private Optional<String> amount = Optional.empty();

    private OptionalLong sats = OptionalLong.empty();

    @Override
    String what() {
        return "explain --account " + account
                + amount.map(text -> " --btc " + text).orElse("");
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        if (amount.isPresent()) {
            if (!amount.get().matches("[0-9]{1,8}(\\.[0-9]{1,8})?")) {
                throw usage("--btc is an amount such as 0.05");
            }
            sats = OptionalLong.of(Satoshis.ofBitcoins(new BigDecimal(amount.get())));
            if (sats.getAsLong() == 0) {
                throw usage("--btc is above 0");
            }
        }
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        confirm("Book " + (sats.isPresent() ? btc(sats.getAsLong()) : "all") + " of the unexplained difference to "
                + account + "?");
        Optional<Explanations.Refusal> refusal =
                new Explanations(transactions(desk), desk.clock()).explain(sats, account, actor(), reason());
        if (refusal.isPresent()) {
            throw new PoolException("not booked: " + Refusals.of(refusal.get()));
        }
        return done("booked to " + account);
    }
}
