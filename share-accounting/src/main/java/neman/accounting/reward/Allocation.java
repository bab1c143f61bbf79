package neman.accounting.reward;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes of one block's reward; fee, continuity and accounts sum to it.
 *
 * @param continuitySats what no share earned, at a cold start
 * @param sats account to its part, only those that get at least one satoshi
 */
public record Allocation(long feeSats, long continuitySats, SortedMap<String, Long> sats) {
    public Allocation {
        sats = Collections.unmodifiableSortedMap(new TreeMap<>(sats));
    }

    public long totalSats() {
        long total = Math.addExact(feeSats, continuitySats);
        for (long part : sats.values()) {
            total = Math.addExact(total, part);
        }
        return total;
    }
}
