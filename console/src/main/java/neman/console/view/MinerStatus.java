package neman.console.view;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One account and its workers.
 *
 * @param address in canonical form
 * @param hashrate of all workers, hashes per second
 * @param hashrateError standard error as a part of the hashrate; empty without shares
 * @param hashrates over longer and shorter times; empty while no accountant publishes them, or without a share for a day
 * @param nextBlock empty under SOLO, and while no accountant or no instance publishes
 * @param pendingSats earned in blocks that may still be orphaned
 * @param availableSats to be paid with the next run
 * @param heldSats kept back by the operator
 * @param inPayoutSats in payouts that the chain has not settled yet
 * @param paidSats settled payouts since the beginning
 * @param workers by name
 * @param payouts the newest ones to this miner
 */
public record MinerStatus(
        String address,
        BigInteger hashrate,
        Optional<Double> hashrateError,
        Optional<Hashrates> hashrates,
        Optional<NextBlock> nextBlock,
        long pendingSats,
        long availableSats,
        long heldSats,
        long inPayoutSats,
        long paidSats,
        List<WorkerStatus> workers,
        List<MinerPayout> payouts,
        Instant now) {}
