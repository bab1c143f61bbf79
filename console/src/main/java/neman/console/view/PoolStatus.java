package neman.console.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The pool at a glance.
 *
 * @param network as the configuration names it
 * @param height of the chain's tip; empty while no stratum instance has a job
 * @param tipHash the tip's hash, in display order
 * @param networkDifficulty what the current job needs for a block
 * @param live whether a stratum instance reports; if not, connections, workers, miners and the tip are unknown
 * @param connections open Stratum connections of all instances
 * @param workers connected workers, a name counted once an account
 * @param miners connected accounts
 * @param rejected shares refused since the instances started, by reason
 * @param hashrate hashes per second, by the work of the last minutes
 * @param hashrateError standard error as a part of the hashrate (1/√shares); empty without shares
 * @param hashrateWindowSeconds how long the hashrate was measured
 * @param roundEffort work since the pool's last block, in units of what a block needs on average: 1.0 = 100 %
 * @param blocks how many blocks the pool found, by state
 * @param now the server's clock, so that a page shows ages right whatever its own clock says
 */
public record PoolStatus(
        String network,
        Optional<Integer> height,
        Optional<String> tipHash,
        Optional<BigDecimal> networkDifficulty,
        boolean live,
        int connections,
        int workers,
        int miners,
        Map<String, Long> rejected,
        BigInteger hashrate,
        Optional<Double> hashrateError,
        long hashrateWindowSeconds,
        Optional<Double> roundEffort,
        Map<BlockState, Long> blocks,
        Optional<Instant> lastBlockAt,
        PoolBalances balances,
        PoolTerms terms,
        Instant now) {}
