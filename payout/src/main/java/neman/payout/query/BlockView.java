package neman.payout.query;

import java.time.Instant;
import neman.bitcoin.Hash256;

/**
 * A block that the pool found.
 *
 * @param confirmations at the tip that the payout role saw last; 0 where the block is not in the chain
 * @param rewardSats what the coinbase pays the pool; 0 until the node showed it
 * @param feeSats the pool's part of it
 * @param continuitySats the part that no share of a young window earned
 * @param finderWorker empty where the miner gave none
 */
public record BlockView(
        Hash256 hash,
        int height,
        State state,
        int confirmations,
        long rewardSats,
        long feeSats,
        long continuitySats,
        String finderAccount,
        String finderWorker,
        Instant foundAt) {

    /** As the API writes it, in lower case. */
    public enum State {
        /** In the chain and immature, or not yet shown by a node. */
        PENDING,
        /** Matured: spendable. */
        CONFIRMED,
        /** Another block stands at its height. */
        ORPHANED,
        /** No node accepted it. */
        REJECTED
    }
}
