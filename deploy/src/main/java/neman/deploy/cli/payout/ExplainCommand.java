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
            "It is booked from suspense:reconcile to the account that it belongs to, whichever way it goes. equity:owner: a deposit or",
            "withdrawal; asset:cold: moved to the cold wallet; expense:network-fee: the fee of a transfer; equity:reorg-loss,",
            "equity:pplns-continuity: as their names say."
        },
        footer = {
            "",
            "Example:",
            "  ./pool payout explain --account asset:cold --reason \"transfer of 3 May, txid …\" --config pool.yaml"
        })
final class ExplainCommand extends ChangingCommand {
    @Option(names = "--account", required = true, paramLabel = "CODE", description = "Where it belongs.")
    private String account;

    @Option(names = "--btc", paramLabel = "BTC", description = "So much of it. Default: all.")
    private Optional<String> amount = Optional.empty();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Stands in the books for good.")
    private String reason;

    private OptionalLong sats = OptionalLong.empty();

    @Override
    String words() {
        return "explain --account " + account
                + amount.map(text -> " --btc " + text).orElse("") + " --reason " + reason;
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
                new Explanations(transactions(desk), desk.clock()).explain(sats, account, actor(), reason);
        if (refusal.isPresent()) {
            throw new PoolException("not booked: " + Refusals.of(refusal.get()));
        }
        return done("booked to " + account);
    }
}
