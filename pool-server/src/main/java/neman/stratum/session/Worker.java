package neman.stratum.session;

import java.util.EnumMap;
import java.util.Map;
import neman.stratum.share.Refusal;

/** One authorized name on one connection and what became of its shares. */
final class Worker {
    private final WorkerName name;
    private final String account;
    private long accepted;
    private long lastShareMillis;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);

    Worker(WorkerName name) {
        this.name = name;
        this.account = name.account().toString();
    }

    WorkerName name() {
        return name;
    }

    /** The account's text, made once. */
    String account() {
        return account;
    }

    void countAccepted(long nowMillis) {
        accepted++;
        lastShareMillis = nowMillis;
    }

    void countRefused(Refusal refusal) {
        refused.merge(refusal, 1L, Long::sum);
    }

    long accepted() {
        return accepted;
    }

    /** 0 before the first. */
    long lastShareMillis() {
        return lastShareMillis;
    }

    Map<Refusal, Long> refused() {
        return refused;
    }
}
