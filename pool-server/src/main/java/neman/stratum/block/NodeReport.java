package neman.stratum.block;

import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.SubmitAnswer;

/**
 * What one node said of one block: to its submission, and when asked for its hash since.
 *
 * @param node its address
 * @param reply to the last submission; empty before the first ended
 * @param reason the node's word, or what went wrong on the way to it; often empty
 * @param afterMillis from the share that solved it to that reply
 * @param attempts submissions so far
 * @param sight where it stands in this node's eyes
 * @param confirmations in this node's best chain, 1 at the tip; 0 where it is not in it
 * @param rival the block of the same height in this node's best chain, where that is another
 * @param rivalConfirmations of the rival; 0 where there is none
 */
public record NodeReport(
        String node,
        Optional<Reply> reply,
        String reason,
        long afterMillis,
        int attempts,
        Sight sight,
        int confirmations,
        Optional<Hash256> rival,
        int rivalConfirmations) {

    /** How a submission ended. */
    public enum Reply {
        /** In this node's best chain at once. */
        ACCEPTED,
        /** It had it already. */
        DUPLICATE,
        /** It took it and another block leads, or it has not finished. */
        INCONCLUSIVE,
        /** Against consensus. */
        REJECTED,
        /** It takes no blocks now: it is starting, say, or refuses our credentials. */
        REFUSED,
        /** No answer in time: it may have it. */
        TIMED_OUT,
        /** No connection, or one that broke. */
        UNREACHABLE;

        static Reply of(SubmitAnswer.Verdict verdict) {
            return switch (verdict) {
                case ACCEPTED -> ACCEPTED;
                case DUPLICATE -> DUPLICATE;
                case INCONCLUSIVE -> INCONCLUSIVE;
                case REJECTED -> REJECTED;
            };
        }

        /** Whether the node said that it has the block now. One that refuses it may not have its parent yet. */
        boolean isTaken() {
            return this == ACCEPTED || this == DUPLICATE || this == INCONCLUSIVE;
        }
    }

    /** What the node knows of the block. */
    public enum Sight {
        /** Nothing, as far as we know. */
        UNKNOWN,
        /** In its best chain. */
        IN_CHAIN,
        /** It has it, outside its best chain. */
        ASIDE,
        /** Against consensus, in its eyes. */
        REJECTED
    }

    /** Rejections that time heals: the parent has not arrived there, or the node's clock is behind the miner's. */
    private static final Set<String> PASSING = Set.of("prev-blk-not-found", "time-too-new");

    static NodeReport unasked(String node) {
        return new NodeReport(node, Optional.empty(), "", 0, 0, Sight.UNKNOWN, 0, Optional.empty(), 0);
    }

    NodeReport replied(Reply next, String nextReason, long nextAfterMillis) {
        Sight seen = sightAfter(next, nextReason);
        int depth = next == Reply.ACCEPTED ? Math.max(1, confirmations) : confirmations;
        return new NodeReport(
                node,
                Optional.of(next),
                nextReason,
                nextAfterMillis,
                attempts + 1,
                seen,
                depth,
                rival,
                rivalConfirmations);
    }

    private Sight sightAfter(Reply next, String nextReason) {
        return switch (next) {
            case ACCEPTED -> Sight.IN_CHAIN;
            case REJECTED -> PASSING.contains(nextReason) ? sight : Sight.REJECTED;
            // It may have it, and where: the question for its hash, which follows at once, tells.
            case INCONCLUSIVE, DUPLICATE, REFUSED, TIMED_OUT, UNREACHABLE -> sight;
        };
    }

    /** The node has it under {@code depth} confirmations. */
    NodeReport inChain(int depth) {
        return seen(Sight.IN_CHAIN, depth, Optional.empty(), 0);
    }

    /** The node's best chain goes over {@code other}, or is not yet so high. */
    NodeReport notInChain(boolean known, Optional<Hash256> other, int otherConfirmations) {
        Sight now = sight == Sight.REJECTED ? sight : known ? Sight.ASIDE : Sight.UNKNOWN;
        return seen(now, 0, other, otherConfirmations);
    }

    private NodeReport seen(Sight now, int depth, Optional<Hash256> other, int otherConfirmations) {
        return new NodeReport(node, reply, reason, afterMillis, attempts, now, depth, other, otherConfirmations);
    }
}
