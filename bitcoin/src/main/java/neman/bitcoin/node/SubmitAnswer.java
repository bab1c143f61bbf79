package neman.bitcoin.node;

/**
 * What the node says to a submitted block (BIP22).
 *
 * @param reason the node's word; empty for an accepted block
 */
public record SubmitAnswer(Verdict verdict, String reason) {
    private static final String BCOIN_PREFIX = "rejected: ";

    /** How the node takes a block. */
    public enum Verdict {
        /** In the active chain now. */
        ACCEPTED,
        /** The node had it already, and it is valid. */
        DUPLICATE,
        /** Well formed, but not (yet) checked to the end: another block of the same height leads. */
        INCONCLUSIVE,
        /** Against consensus; the reason names the rule. */
        REJECTED
    }

    /** @param answer a word of BIP22, which bcoin has behind another one: {@code rejected: time-too-new} */
    static SubmitAnswer ofReason(String answer) {
        String reason = answer.startsWith(BCOIN_PREFIX) ? answer.substring(BCOIN_PREFIX.length()) : answer;
        return switch (reason) {
            case "duplicate" -> new SubmitAnswer(Verdict.DUPLICATE, reason);
            case "inconclusive", "duplicate-inconclusive" -> new SubmitAnswer(Verdict.INCONCLUSIVE, reason);
            default -> new SubmitAnswer(Verdict.REJECTED, reason);
        };
    }
}
