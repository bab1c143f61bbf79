package neman.payout.ledger;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A journal to be appended.
 *
 * @param key says what happened, uniquely and the same at each repeat: {@code block:<hash>:booked:1}
 * @param eventTime the pool's clock; not part of what a repeat is compared by
 * @param actor a role of the pool, or the operator
 * @param policyVersion of the rule that decided the amounts
 * @param reverses the journal that this one takes back
 * @param evidence canonical JSON object: what the amounts follow from
 * @param lines debit positive, credit negative; they sum to 0
 */
public record JournalEntry(
        String key,
        JournalKind kind,
        Instant eventTime,
        String actor,
        int policyVersion,
        OptionalLong reverses,
        String evidence,
        SortedMap<AccountCode, Long> lines) {
    public JournalEntry {
        long sum = lines.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
        if (sum != 0 || lines.size() < 2 || lines.containsValue(0L)) {
            throw new IllegalArgumentException(
                    "journal " + key + " has " + lines.size() + " lines that sum to " + sum + " sat");
        }
    }
}
