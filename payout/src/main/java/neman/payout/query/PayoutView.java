package neman.payout.query;

import java.time.Instant;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.payout.payment.PayoutState;

/**
 * A payout batch.
 *
 * @param txid from {@link PayoutState#SIGNED} on
 * @param totalSats what the miners get
 * @param feeSats what the network gets on top; 0 until the batch is built
 * @param outputs payments in it, change not counted
 * @param confirmations at the tip that the payout role saw last; 0 while unconfirmed
 * @param stopped why it waits for a person
 */
public record PayoutView(
        long id,
        PayoutState state,
        Optional<Hash256> txid,
        long totalSats,
        long feeSats,
        int outputs,
        int confirmations,
        Instant createdAt,
        Optional<String> stopped) {}
