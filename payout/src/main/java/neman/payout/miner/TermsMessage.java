package neman.payout.miner;

import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;

/**
 * What a miner signs with his address's key to change his own terms. One line, so that every wallet signs the same bytes.
 *
 * @param poolAddress what the coinbases pay: a signature for one pool says nothing to another
 * @param serial of the change, one above the account's last: a signature serves once
 */
public record TermsMessage(
        Network network, PayoutAddress poolAddress, PayoutAddress account, int serial, MinerTerms terms) {

    /** {@code neman terms: network=… pool=… account=… change=1 minimum-sats=pool donation-basis-points=0} */
    public String text() {
        String minimum = terms.minimumSats().isPresent()
                ? Long.toString(terms.minimumSats().getAsLong())
                : "pool";
        return "neman terms: network=" + network.configuredName() + " pool=" + poolAddress + " account=" + account
                + " change=" + serial + " minimum-sats=" + minimum + " donation-basis-points="
                + terms.donationBasisPoints();
    }
}
