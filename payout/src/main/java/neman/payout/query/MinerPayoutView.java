package neman.payout.query;

import java.time.Instant;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.payout.payment.PayoutState;

/** One miner's part of a payout batch. */
public record MinerPayoutView(
        long payoutId, PayoutState state, Optional<Hash256> txid, long sats, int confirmations, Instant createdAt) {}
