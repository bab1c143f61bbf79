package neman.console.view;

import java.time.Instant;
import java.util.Optional;

/** One miner's part of a payout run; see {@link PayoutItem} for state and txid. */
public record MinerPayout(String id, String state, Optional<String> txid, long amountSats, Instant createdAt) {}
