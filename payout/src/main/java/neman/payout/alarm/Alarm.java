package neman.payout.alarm;

/**
 * Something that the pool does not settle by itself.
 *
 * @param subject what it is about: a block hash, a payout's number, a node
 * @param message what is the case
 * @param remedy what the operator can do
 */
public record Alarm(Code code, String subject, String message, String remedy) {
    /** How urgent: money may be wrong, or something only waits. */
    public enum Severity {
        WARNING,
        CRITICAL
    }

    /** The kinds of alarm. */
    public enum Code {
        NODE_UNREACHABLE(Severity.WARNING),
        NODE_BEHIND(Severity.WARNING),
        NODES_DISAGREE(Severity.CRITICAL),
        BLOCK_REJECTED(Severity.CRITICAL),
        BLOCK_PAYS_OTHERS(Severity.CRITICAL),
        MATURE_BLOCK_ORPHANED(Severity.CRITICAL),
        PAYOUT_NOT_FUNDED(Severity.WARNING),
        /** Of what keys that the wallet does not hold have to sign. */
        PAYOUT_NOT_SIGNED(Severity.WARNING),
        PAYOUT_STOPPED(Severity.CRITICAL),
        PAYOUT_REFUSED_BY_NODE(Severity.WARNING),
        PAYOUT_NOT_RELAYED(Severity.WARNING),
        PAYOUT_INPUTS_MISSING(Severity.CRITICAL),
        PAYOUT_DISPLACED(Severity.CRITICAL),
        PAYOUT_WAITS(Severity.WARNING),
        PAYOUT_DENIED(Severity.WARNING),
        PAYOUT_LIMITED(Severity.WARNING),
        SIGNER_FILE_REFUSED(Severity.WARNING),
        DAY_NOT_CLOSED(Severity.CRITICAL),
        UNKNOWN_SPEND(Severity.CRITICAL),
        BOOKS_DIFFER_FROM_WALLET(Severity.CRITICAL);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }

        public Severity severity() {
            return severity;
        }
    }
}
