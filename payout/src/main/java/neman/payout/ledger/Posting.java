package neman.payout.ledger;

import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the lines of one journal: one for each account, sorted by code, none of 0 sat. Not for use by several threads. */
public final class Posting {
    private final SortedMap<AccountCode, Long> debits = new TreeMap<>();

    /** @param sats may be 0 or negative (then a credit) */
    public Posting debit(AccountCode account, long sats) {
        debits.merge(account, sats, Math::addExact);
        return this;
    }

    public Posting credit(AccountCode account, long sats) {
        return debit(account, Math.negateExact(sats));
    }

    /** Debit positive, credit negative. */
    public SortedMap<AccountCode, Long> lines() {
        SortedMap<AccountCode, Long> lines = new TreeMap<>(debits);
        lines.values().removeIf(sats -> sats == 0);
        return lines;
    }

    /** The same lines the other way round. */
    public Posting negated() {
        Posting negated = new Posting();
        debits.forEach(negated::credit);
        return negated;
    }
}
