package neman.accounting.live;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One account's hashrates; its workers sum to it.
 *
 * @param workers by name, those with a share in the last day
 */
public record AccountHashrates(Hashrates all, SortedMap<String, Hashrates> workers) {
    public AccountHashrates {
        workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
    }
}
