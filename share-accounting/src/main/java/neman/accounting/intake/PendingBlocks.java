package neman.accounting.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.accounting.journal.BlockRecord;
import neman.bitcoin.Hash256;

/**
 * Blocks that were met in a stream and have no number yet, and the rule when one gets it: when every running instance
 * stands at a block or at a barrier of a pending one, so that all shares acknowledged before are numbered before.
 *
 * <p>An instance that stays away longer than the timeout is not waited for, unless its stream still has something to read:
 * then the intake is what is late. Even that ends after {@value #PATIENCE} timeouts.
 *
 * <p>Where several blocks stand, none of their finders had heard of the others, and the earliest found goes first: an instance
 * that stands at a later block, or at a barrier that was asked for after it, has nothing from before it left to say. Which one
 * is the earliest is the only thing that is decided by clocks, those of the instances; where they disagree a window ends a few
 * shares too early on one instance, as with an instance that is absent.
 */
final class PendingBlocks {
    private static final int PATIENCE = 6;
    private static final int FORLORN = 12;

    private final long timeoutMillis;
    private final Map<Hash256, Long> firstSeenMillis = new HashMap<>();
    private final Set<Hash256> forlorn = new HashSet<>();

    /** @param absent running instances that were not waited for any longer */
    record Decision(InstanceTrack track, BlockRecord block, List<Integer> absent) {}

    PendingBlocks(Duration timeout) {
        timeoutMillis = timeout.toMillis();
    }

    void note(Hash256 block, long nowMillis) {
        firstSeenMillis.putIfAbsent(block, nowMillis);
    }

    void remove(Hash256 block) {
        firstSeenMillis.remove(block);
    }

    boolean contains(Hash256 block) {
        return firstSeenMillis.containsKey(block);
    }

    Set<Hash256> hashes() {
        return Set.copyOf(firstSeenMillis.keySet());
    }

    /** Which block gets the next number; empty while it is right to wait. */
    Optional<Decision> decide(Collection<InstanceTrack> tracks, Set<Integer> running, long nowMillis) {
        Optional<InstanceTrack> finder = tracks.stream()
                .filter(track -> track.blockAtHead().isPresent())
                .min(Comparator.comparingLong(PendingBlocks::foundMillis).thenComparingInt(InstanceTrack::instance));
        if (finder.isEmpty()) {
            return Optional.empty();
        }
        BlockRecord block = finder.get().blockAtHead().orElseThrow();
        long waitedMillis = nowMillis - firstSeenMillis.get(block.blockHash());
        List<InstanceTrack> missing = tracks.stream()
                .filter(track -> !stands(track))
                .filter(track -> running.contains(track.instance()) || !track.isDrained())
                .sorted(Comparator.comparingInt(InstanceTrack::instance))
                .toList();
        if (!missing.stream().allMatch(track -> isGivenUp(track, waitedMillis))) {
            return Optional.empty();
        }
        List<Integer> absent = missing.stream().map(InstanceTrack::instance).toList();
        return Optional.of(new Decision(finder.get(), block, absent));
    }

    private static long foundMillis(InstanceTrack finder) {
        return finder.blockAtHead().orElseThrow().solution().receivedMillis();
    }

    private boolean isGivenUp(InstanceTrack track, long waitedMillis) {
        return waitedMillis >= (track.isDrained() ? timeoutMillis : PATIENCE * timeoutMillis);
    }

    /** Whether the track waits for a pending block's number. */
    boolean stands(InstanceTrack track) {
        return track.blockNamedAtHead().filter(this::contains).isPresent();
    }

    /**
     * Gives up a block that only barriers speak of, after {@value #FORLORN} timeouts: its finder's disk may be lost, and
     * nobody waits for ever. Returns whether it is given up.
     */
    boolean giveUpForlorn(Hash256 block, long nowMillis) {
        Long seen = firstSeenMillis.get(block);
        if (seen != null && nowMillis - seen > FORLORN * timeoutMillis) {
            firstSeenMillis.remove(block);
            forlorn.add(block);
        }
        return forlorn.contains(block);
    }
}
