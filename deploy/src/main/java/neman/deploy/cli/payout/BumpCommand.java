package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.Optional;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.FeeBump;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A higher fee. */
@Command(
        name = "bump",
        mixinStandardHelpOptions = true,
        description = {
            "Replace a payment that waits for a block by one with a higher fee (BIP125).",
            "The same coins, the same payments, the fee out of the pool's change. Where approvals are needed, the replacement needs",
            "them anew."
        },
        footer = {"", "Example:", "  ./pool payout bump 12 --fee-rate 25 --config pool.yaml"})
final class BumpCommand extends BatchCommand {
    @Option(
            names = "--fee-rate",
            required = true,
            paramLabel = "SAT_PER_VB",
            description = "Of the replacement, in whole satoshis for each virtual byte.")
    private long feeRate;

    @Override
    String words() {
        return "bump " + batch() + " --fee-rate " + feeRate;
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        if (feeRate < 1 || feeRate > 10_000) {
            throw usage("--fee-rate is 1 to 10000");
        }
    }

    @Override
    int run(PayoutDesk desk, BatchDetails details) throws PoolException, SQLException {
        long batch = batch();
        confirm("Replace " + BatchReport.summary(details) + ", which pays the network "
                + btc(details.batch().feeSats()) + ", by one that pays " + feeRate + " sat/vB?");
        long highest = desk.configuration().payout().feeRateMaxSatPerVb();
        Optional<FeeBump.Refusal> refusal =
                new FeeBump(transactions(desk), desk.network(), highest, desk.clock()).replace(batch, feeRate, actor());
        if (refusal.isPresent()) {
            throw new PoolException("not replaced: " + Refusals.of(refusal.get()));
        }
        return done("payout " + batch + " is built again at " + feeRate + " sat/vB; "
                + (desk.configuration().payout().approvals() > 0
                        ? "it needs approval: ./pool payout approve " + batch + " --key FILE"
                        : "the payout role signs and sends it"));
    }
}
