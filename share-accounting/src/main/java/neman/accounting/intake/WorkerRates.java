package neman.accounting.intake;

import neman.accounting.live.Hashrates;

/**
 * One worker's work of the last day. About half a kilobyte.
 *
 * <p>Each time is measured in whole steps, the last of which is not over, so that it is a little longer than its name.
 */
final class WorkerRates {
    static final long TEN_SECONDS = 10_000;
    static final long MINUTE = 60_000;
    static final long TEN_MINUTES = 10 * MINUTE;
    static final long HOUR = 60 * MINUTE;

    // One more than the time has steps: the last is not over.
    static final int MINUTES = 11;
    static final int TENS_OF_MINUTES = 7;
    static final int HOURS = 25;

    /** Less than that says nothing, and a division by a moment would say absurd things. */
    private static final long SHORTEST = TEN_SECONDS;

    final String account;
    final String worker;
    private final WorkRing minute = new WorkRing(TEN_SECONDS, 7);
    private final WorkRing tenMinutes = new WorkRing(MINUTE, MINUTES);
    private final WorkRing hour = new WorkRing(TEN_MINUTES, TENS_OF_MINUTES);
    private final WorkRing day = new WorkRing(HOUR, HOURS);

    WorkerRates(String account, String worker) {
        this.account = account;
        this.worker = worker;
    }

    void add(long millis, double units) {
        minute.add(millis, units);
        tenMinutes.add(millis, units);
        hour.add(millis, units);
        day.add(millis, units);
    }

    /** Of a step of {@code stepMillis}, the last of which is not over: goes where steps as long are kept. */
    void addStep(long beganMillis, long stepMillis, double units, long nowMillis) {
        if (stepMillis == MINUTE) {
            spread(beganMillis, units, nowMillis);
            tenMinutes.add(beganMillis, units);
        } else if (stepMillis == TEN_MINUTES) {
            hour.add(beganMillis, units);
        } else {
            day.add(beganMillis, units);
        }
    }

    /** A minute's work, as if it came evenly in what is over of that minute. */
    private void spread(long beganMillis, double units, long nowMillis) {
        long lastMillis = Math.min(nowMillis, beganMillis + MINUTE - 1);
        long parts = (lastMillis - beganMillis) / TEN_SECONDS + 1;
        for (long part = 0; part < parts; part++) {
            minute.add(beganMillis + part * TEN_SECONDS, units / parts);
        }
    }

    /** @param since nobody's work from before is known */
    Hashrates at(long nowMillis, long since) {
        return new Hashrates(
                rate(minute, nowMillis, since),
                rate(tenMinutes, nowMillis, since),
                rate(hour, nowMillis, since),
                rate(day, nowMillis, since));
    }

    /** A unit of work is one hash. */
    private static double rate(WorkRing ring, long nowMillis, long since) {
        long span = Math.max(SHORTEST, Math.min(ring.spanMillis(nowMillis), nowMillis - since));
        return ring.sum(nowMillis) * 1_000 / span;
    }

    boolean isIdle(long nowMillis) {
        return day.sum(nowMillis) == 0;
    }
}
