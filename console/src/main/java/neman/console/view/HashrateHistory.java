package neman.console.view;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/**
 * @param stepSeconds length of each step
 * @param items whole steps, oldest first; the running one is left out
 */
public record HashrateHistory(long stepSeconds, List<Step> items) {
    /** @param hashrate mean hashes per second from {@code from} to the next step */
    public record Step(Instant from, BigInteger hashrate) {}
}
