package neman.console.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A block that the pool found.
 *
 * @param confirmations 0 where it is not in the chain
 * @param rewardSats what its coinbase pays the pool, subsidy and fees; empty before the node has answered
 * @param feeSats the pool's part of it
 * @param finder account whose share it was
 * @param finderWorker that account's worker; empty text where the miner gave none
 */
public record BlockItem(
        int height,
        String hash,
        BlockState state,
        int confirmations,
        Optional<Long> rewardSats,
        Optional<Long> feeSats,
        String finder,
        String finderWorker,
        Instant foundAt) {}
