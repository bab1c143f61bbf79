package neman.bitcoin.node;

/**
 * What the node says to a transaction to be relayed.
 *
 * @param reason the node's words; empty for an accepted one
 */
public record BroadcastAnswer(Verdict verdict, String reason) {
    /** How the node takes a transaction. */
    public enum Verdict {
        /** In the mempool, now or before, and relayed. */
        ACCEPTED,
        /** Known already, for instance confirmed: a repeat, and so a success. */
        ALREADY_KNOWN,
        /**
         * An input does not exist or is spent. It may be spent by this very transaction, confirmed long ago with all its
         * outputs spent again: look for the transaction before any conclusion.
         */
        MISSING_INPUTS,
        /** Against consensus or the node's policy. */
        REJECTED
    }

    /** Codes and words of Bitcoin Core's {@code sendrawtransaction}; older releases answered repeats with an error. */
    static BroadcastAnswer ofError(int code, String reason) {
        return new BroadcastAnswer(verdict(code, reason), reason);
    }

    private static Verdict verdict(int code, String reason) {
        if (code == RpcCode.VERIFY_ALREADY_IN_UTXO_SET
                || reason.contains("txn-already-in-mempool")
                || reason.contains("txn-already-known")) {
            return Verdict.ALREADY_KNOWN;
        }
        if (code == RpcCode.VERIFY_ERROR
                && (reason.contains("missingorspent")
                        || reason.contains("Missing inputs")
                        || reason.contains("Inputs missing"))) {
            return Verdict.MISSING_INPUTS;
        }
        return Verdict.REJECTED;
    }
}
