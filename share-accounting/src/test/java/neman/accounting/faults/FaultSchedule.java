package neman.accounting.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lets things go wrong one after the other and at the same time, in an order and for times that a seed gives. */
final class FaultSchedule {
    private static final int BETWEEN_MILLIS_MAX = 700;
    private static final int LASTS_MILLIS_MAX = 2_000;
    /** Longer than the patience that anybody has with anybody. */
    private static final int LASTS_LONG_MILLIS_MAX = 13_000;

    private static final int SHORT_FOR_A_LONG_ONE = 12;
    private static final int AT_ONCE_MAX = 3;

    private record Outage(Fault fault, long endNanos) {}

    private final List<List<Fault>> faultsByVictim;
    private final Random random;
    private final List<Outage> outages = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final long began = System.nanoTime();

    /** @param faultsByVictim one list for each victim */
    FaultSchedule(List<List<Fault>> faultsByVictim, Random random) {
        this.faultsByVictim = faultsByVictim;
        this.random = random;
    }

    /** All is right again when this returns. */
    void run(int faults) throws Exception {
        for (int i = 0; i < faults; i++) {
            passTime(random.nextInt(BETWEEN_MILLIS_MAX) * 1_000_000L);
            strike();
        }
        while (!outages.isEmpty()) {
            end(random.nextInt(outages.size()));
        }
    }

    /** What happened when, for the one who has to find out why. */
    List<String> history() {
        return history;
    }

    private void passTime(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            endDue();
            Waiting.pass(5_000_000);
        }
    }

    private void endDue() throws Exception {
        for (int i = outages.size() - 1; i >= 0; i--) {
            if (System.nanoTime() - outages.get(i).endNanos() >= 0) {
                end(i);
            }
        }
    }

    private void strike() throws Exception {
        if (outages.size() >= AT_ONCE_MAX) {
            end(random.nextInt(outages.size()));
        }
        List<List<Fault>> well = faultsByVictim.stream()
                .filter(faults -> outages.stream()
                        .noneMatch(outage ->
                                outage.fault().victim().equals(faults.get(0).victim())))
                .toList();
        List<Fault> possible = well.get(random.nextInt(well.size()));
        Fault fault = possible.get(random.nextInt(possible.size()));
        boolean isLong = random.nextInt(SHORT_FOR_A_LONG_ONE) == 0;
        int lastsMillis = random.nextInt(isLong ? LASTS_LONG_MILLIS_MAX : LASTS_MILLIS_MAX);
        note(fault + ", for " + lastsMillis + " ms");
        fault.begin().run();
        outages.add(new Outage(fault, System.nanoTime() + lastsMillis * 1_000_000L));
    }

    private void end(int index) throws Exception {
        Fault fault = outages.remove(index).fault();
        fault.end().run();
        note(fault + " is over");
    }

    private void note(String event) {
        history.add((System.nanoTime() - began) / 1_000_000 + " ms " + event);
    }
}
