package neman.accounting.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Lets {@value #BURST} notices of one code through, and then one every two minutes: whoever gets a hundred messages reads none.
 * What is held back is counted. One thread at a time.
 */
public final class NoticeGate {
    static final int BURST = 5;
    static final Duration PAUSE = Duration.ofMinutes(2);

    private final Map<String, Bucket> buckets = new HashMap<>();

    private static final class Bucket {
        /** When it will be full again. */
        Instant fullAt = Instant.MIN;

        int heldBack;
    }

    /**
     * @param code one of few: each is remembered
     * @return how many were held back since the last that was let through; empty where this one is
     */
    public OptionalInt pass(String code, Instant now) {
        Bucket bucket = buckets.computeIfAbsent(code, any -> new Bucket());
        Instant from = bucket.fullAt.isBefore(now) ? now : bucket.fullAt;
        Instant full = from.plus(PAUSE);
        if (Duration.between(now, full).compareTo(PAUSE.multipliedBy(BURST)) > 0) {
            bucket.heldBack++;
            return OptionalInt.empty();
        }
        int heldBack = bucket.heldBack;
        bucket.heldBack = 0;
        bucket.fullAt = full;
        return OptionalInt.of(heldBack);
    }
}
