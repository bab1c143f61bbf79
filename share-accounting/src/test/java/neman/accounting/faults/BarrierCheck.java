package neman.accounting.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import neman.accounting.segment.SequencedBlock;
import neman.bitcoin.Hash256;

/**
 * A share that any instance acknowledged before a block was found has a lower number than the block, unless the instance was
 * named as absent. Also where several blocks wait for their numbers at once: the one found first comes first, as far as the
 * instances' clocks can tell, which count milliseconds.
 */
final class BarrierCheck {
    private static final long CLOCKS_TELL_NANOS = 2_000_000;

    private final Map<Hash256, SequencedBlock> blocks = new HashMap<>();
    private final Map<Hash256, Long> foundNanos = new HashMap<>();
    /** By instance: the highest number of all shares acknowledged up to a time. */
    private final Map<Integer, TreeMap<Long, Long>> highestByTime = new HashMap<>();

    BarrierCheck(Collection<SequencedBlock> sequenced) {
        sequenced.forEach(block -> blocks.put(block.blockHash(), block));
    }

    /** Takes the lines of one instance. */
    void read(Iterable<ShareLog.Line> lines, int instance, Map<Hash256, Long> shareSequences) {
        TreeMap<Long, Long> acknowledged = new TreeMap<>();
        for (ShareLog.Line line : lines) {
            if (line.kind() == ShareLog.Kind.SHARE_ACKNOWLEDGED) {
                acknowledged.merge(line.nanos(), shareSequences.get(line.hash()), Math::max);
            } else if (line.kind() == ShareLog.Kind.BLOCK_ISSUED && blocks.containsKey(line.hash())) {
                foundNanos.put(line.hash(), line.nanos());
            }
        }
        long highest = 0;
        for (Map.Entry<Long, Long> entry : acknowledged.entrySet()) {
            highest = Math.max(highest, entry.getValue());
            entry.setValue(highest);
        }
        highestByTime.put(instance, acknowledged);
    }

    void check() {
        blocks.values().stream().filter(block -> !isFoundWithAnother(block)).forEach(this::check);
    }

    private boolean isFoundWithAnother(SequencedBlock block) {
        return blocks.values().stream()
                .filter(other -> other.sequence() > block.sequence())
                .mapToLong(other -> foundNanos.get(block.blockHash()) - foundNanos.get(other.blockHash()))
                .anyMatch(laterNanos -> laterNanos > 0 && laterNanos <= CLOCKS_TELL_NANOS);
    }

    private void check(SequencedBlock block) {
        highestByTime.forEach((instance, byTime) -> {
            Map.Entry<Long, Long> before = byTime.lowerEntry(foundNanos.get(block.blockHash()));
            boolean behind = before == null || before.getValue() < block.sequence();
            assertTrue(
                    behind || block.absentInstances().contains(instance),
                    () -> "block " + block.sequence() + " has its number before share " + before.getValue()
                            + " that instance " + instance + " had acknowledged");
        });
    }
}
