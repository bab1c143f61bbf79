package neman.stratum.defence;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each measure was taken since the start. Any thread. */
public final class MeasureCounts {
    private final Map<Measure, LongAdder> counts = new EnumMap<>(Measure.class);

    public MeasureCounts() {
        for (Measure measure : Measure.values()) {
            counts.put(measure, new LongAdder());
        }
    }

    public void count(Measure measure) {
        counts.get(measure).increment();
    }

    public long of(Measure measure) {
        return counts.get(measure).sum();
    }

    /** Those that were taken at all, by reason. */
    public Map<String, Long> byReason() {
        Map<String, Long> byReason = new TreeMap<>();
        counts.forEach((measure, count) -> {
            if (count.sum() > 0) {
                byReason.put(measure.reason(), count.sum());
            }
        });
        return byReason;
    }
}
