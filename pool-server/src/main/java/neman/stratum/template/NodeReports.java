package neman.stratum.template;

import java.time.Duration;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;

/** What is said of a node by those who ask it. Nodes are numbered in the order of preference, from 0. */
interface NodeReports {
    /**
     * It can be mined on, and this is its tip.
     *
     * @param disowned what was its tip before and is in its chain no more, although it knows it
     */
    void onTip(int node, ChainTip tip, Optional<Hash256> disowned);

    /** It does not answer, or cannot be mined on. */
    void onUnfit(int node, String reason);

    /** @param tip what the template builds on */
    void onTemplate(int node, BlockTemplate template, ChainTip tip);

    void onNoTemplate(int node, String reason);

    /** How far its clock is ahead of ours; negative where it is behind. */
    void onClock(int node, Duration ahead);

    /** The sum of the fees in its mempool. */
    void onFees(int node, long sats);
}
