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
 * named as absent.
 *
 * <p>Not so for a block that overtook another: where several wait, the one of the lowest instance comes first, and instances
 * stand at the barrier of whichever they met first. Those are left out.
 */
final class BarrierCheck {
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
        blocks.values().stream().filter(block -> !hasOvertaken(block)).forEach(this::check);
    }

    private boolean hasOvertaken(SequencedBlock block) {
        return blocks.values().stream()
                .anyMatch(other -> other.sequence() > block.sequence()
                        && foundNanos.get(other.blockHash()) < foundNanos.get(block.blockHash()));
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
