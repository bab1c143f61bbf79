package neman.bitcoin.node;

import neman.bitcoin.PayoutAddress;

/** One output that the wallet shall pay: above 0 sat, and above dust or no node relays it. */
public record PaymentOutput(PayoutAddress address, long sats) {
    public PaymentOutput {
        if (sats <= 0) {
            throw new IllegalArgumentException("a payment is above 0 sat, not " + sats);
        }
    }
}
