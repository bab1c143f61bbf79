package neman.bitcoin.sandbox.chain;

import java.util.Set;
import neman.bitcoin.Hash256;

/** What the mempool says of a transaction. */
public sealed interface MempoolVerdict {
    record Refused(Refusal refusal) implements MempoolVerdict {}

    /** @param replaces transactions of the mempool that leave it, because they spend the same or depend on one that does */
    record Acceptable(long feeSats, Set<Hash256> replaces) implements MempoolVerdict {}
}
