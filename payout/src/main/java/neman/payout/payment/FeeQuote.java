package neman.payout.payment;

import java.util.List;
import neman.bitcoin.Network;
import neman.bitcoin.node.FundedPsbt;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.WalletClient;
import neman.payout.settings.PayoutSettings;

/**
 * What a payout would cost now: the wallet chooses inputs as it would for the payout itself, and nothing is kept of it.
 *
 * @param feeSats on top of the payments; the pool's to pay
 * @param inputs coins that it would spend
 * @param feeRateSatPerVb about, rounded up: signatures are not there yet
 */
public record FeeQuote(long feeSats, int inputs, long feeRateSatPerVb) {
    /** Of a P2WPKH input, the commonest. */
    private static final int WITNESS_VIRTUAL_BYTES = 27;

    /** @throws NodeException where the wallet cannot pay that, with its words, or cannot be asked */
    public static FeeQuote ask(
            WalletClient wallet, PayoutSettings settings, Network network, List<PaymentOutput> payments)
            throws NodeException {
        FundedPsbt funded = wallet.createFundedPsbt(payments, PaymentPreparation.funding(settings, network));
        PaymentTransaction unsigned = PaymentTransaction.ofPsbt(funded.psbt());
        int inputs = unsigned.inputs().size();
        long virtualBytes = unsigned.virtualBytes() + (long) WITNESS_VIRTUAL_BYTES * inputs;
        return new FeeQuote(funded.feeSats(), inputs, (funded.feeSats() + virtualBytes - 1) / virtualBytes);
    }
}
