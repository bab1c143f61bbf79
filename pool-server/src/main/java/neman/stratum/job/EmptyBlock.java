package neman.stratum.job;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.block.Subsidy;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.stratum.template.ChainTip;

/**
 * The template of an empty block, made of the tip's header alone: what miners work on for the moment that the node needs to
 * choose transactions. Its coinbase gets the subsidy and no fees.
 */
final class EmptyBlock {
    /** BIP94, and since 2024 every node's templates: the first block of a period is at most so much older than its parent. */
    private static final long TIMEWARP_GRACE_SECONDS = 600;

    /** BIP141 for a block whose only transaction is the coinbase: double SHA-256 of 64 zero bytes. */
    private static final byte[] WITNESS_COMMITMENT =
            HexFormat.of().parseHex("6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9");

    private EmptyBlock() {}

    /**
     * Empty where the header does not tell all: at the end of a retarget period whose beginning is not known.
     *
     * @param version of the blocks before
     * @param witness whether blocks have a witness commitment; signet's must have one even without transactions
     */
    static Optional<BlockTemplate> on(
            Network network, Retarget retarget, ChainTip tip, int version, boolean witness, long nowSeconds) {
        return nbits(network, retarget, tip, nowSeconds).map(nbits -> {
            JobTimes times = JobTimes.of(network, tip, nbits, earliestSeconds(tip));
            return new BlockTemplate(
                    tip.height() + 1,
                    version,
                    tip.hash(),
                    nbits,
                    times.earliestSeconds(),
                    times.clamp(nowSeconds),
                    Subsidy.sats(network, tip.height() + 1),
                    witness ? Optional.of(WITNESS_COMMITMENT) : Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty());
        });
    }

    private static Optional<Integer> nbits(Network network, Retarget retarget, ChainTip tip, long nowSeconds) {
        ChainHeader last = tip.header();
        if (!retarget.happens()) {
            return Optional.of(last.nbits());
        }
        if (tip.isBeforeRetarget()) {
            return tip.periodStart()
                    .map(first -> retarget.nextNbits(first.nbits(), first.timeSeconds(), last.timeSeconds()));
        }
        if (network != Network.TESTNET4) {
            return Optional.of(last.nbits());
        }
        boolean easy = nowSeconds > JobTimes.lastNormalSeconds(last);
        return tip.periodStart().map(first -> easy ? retarget.easiestNbits() : first.nbits());
    }

    private static long earliestSeconds(ChainTip tip) {
        long aboveMedian = tip.header().medianTimeSeconds() + 1;
        return tip.isBeforeRetarget()
                ? Math.max(aboveMedian, tip.header().timeSeconds() - TIMEWARP_GRACE_SECONDS)
                : aboveMedian;
    }
}
