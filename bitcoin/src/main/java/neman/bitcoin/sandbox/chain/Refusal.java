package neman.bitcoin.sandbox.chain;

/** Why a block or a transaction is refused, with the word that Bitcoin Core uses for it (BIP22 wants one). */
public enum Refusal {
    // Header and place in the chain.
    PREVIOUS_BLOCK_UNKNOWN("prev-blk-not-found"),
    PREVIOUS_BLOCK_INVALID("bad-prevblk"),
    HIGH_HASH("high-hash"),
    WRONG_TARGET("bad-diffbits"),
    TIME_TOO_OLD("time-too-old"),
    TIME_TOO_NEW("time-too-new"),
    OLD_VERSION("bad-version"),
    // Block body.
    WRONG_MERKLE_ROOT("bad-txnmrklroot"),
    DUPLICATE_TRANSACTIONS("bad-txns-duplicate"),
    BLOCK_LENGTH("bad-blk-length"),
    COINBASE_MISSING("bad-cb-missing"),
    COINBASE_MULTIPLE("bad-cb-multiple"),
    COINBASE_LENGTH("bad-cb-length"),
    COINBASE_HEIGHT("bad-cb-height"),
    WITNESS_NONCE_SIZE("bad-witness-nonce-size"),
    WITNESS_COMMITMENT("bad-witness-merkle-match"),
    UNEXPECTED_WITNESS("unexpected-witness"),
    BLOCK_WEIGHT("bad-blk-weight"),
    COINBASE_AMOUNT("bad-cb-amount"),
    // A transaction by itself.
    NO_INPUTS("bad-txns-vin-empty"),
    NO_OUTPUTS("bad-txns-vout-empty"),
    OVERSIZE("bad-txns-oversize"),
    NEGATIVE_OUTPUT("bad-txns-vout-negative"),
    OUTPUT_TOO_LARGE("bad-txns-vout-toolarge"),
    OUTPUTS_TOO_LARGE("bad-txns-txouttotal-toolarge"),
    DUPLICATE_INPUTS("bad-txns-inputs-duplicate"),
    NULL_INPUT("bad-txns-prevout-null"),
    NOT_FINAL("bad-txns-nonfinal"),
    // A transaction and what it spends.
    MISSING_INPUTS("bad-txns-inputs-missingorspent"),
    PREMATURE_COINBASE_SPEND("bad-txns-premature-spend-of-coinbase"),
    SPENDS_TOO_MUCH("bad-txns-in-belowout"),
    RELATIVE_LOCK("non-BIP68-final"),
    SCRIPT_FAILED("block-script-verify-flag-failed"),
    // The mempool's policy.
    COINBASE("coinbase"),
    NON_STANDARD_VERSION("version"),
    NON_STANDARD_SIZE("tx-size"),
    NON_STANDARD_OUTPUT("scriptpubkey"),
    DUST("dust"),
    SIZE_SMALL("tx-size-small"),
    ALREADY_IN_MEMPOOL("txn-already-in-mempool"),
    SAME_EXCEPT_WITNESS("txn-same-nonwitness-data-in-mempool"),
    ALREADY_KNOWN("txn-already-known"),
    REPLACEMENT_FEE("insufficient fee"),
    RELAY_FEE("min relay fee not met"),
    MEMPOOL_SCRIPT_FAILED("mempool-script-verify-flag-failed"),
    MEMPOOL_FULL("mempool full");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
