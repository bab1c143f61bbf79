package neman.stratum.session;

import java.util.EnumMap;
import java.util.Map;
import neman.stratum.share.Refusal;

/** What one event loop counted since the start, over all connections that it ever had. */
final class ShareTotals {
    private long accepted;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);

    void countAccepted() {
        accepted++;
    }

    void countRefused(Refusal refusal) {
        refused.merge(refusal, 1L, Long::sum);
    }

    long accepted() {
        return accepted;
    }

    Map<Refusal, Long> refused() {
        return refused;
    }
}
