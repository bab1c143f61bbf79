package neman.stratum.session;

import java.util.LinkedHashSet;
import java.util.Set;
import neman.bitcoin.Hash256;

/** The blocks whose records went to the journal, so that a miner who repeats one does not fill it. Thread: its event loop. */
final class RecordedBlocks {
    /** With more, the oldest is forgotten: by then its job is, too. */
    static final int MAX_BLOCKS = 1024;

    private final Set<Hash256> oldestFirst = new LinkedHashSet<>();

    /** Returns whether {@code hash} is new. */
    boolean add(Hash256 hash) {
        if (!oldestFirst.add(hash)) {
            return false;
        }
        if (oldestFirst.size() > MAX_BLOCKS) {
            oldestFirst.remove(oldestFirst.iterator().next());
        }
        return true;
    }
}
