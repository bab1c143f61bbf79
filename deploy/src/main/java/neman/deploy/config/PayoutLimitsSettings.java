package neman.deploy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whom and how much a payout leaves out.
 *
 * @param firstPayoutDelay from an account's first credit to its first payout
 * @param termsCoolDown from a change of an account's terms to its next payout
 * @param batchMaxSats of one payout; empty for no limit
 * @param dayMaxSats of all payouts of 24 hours; empty for no limit
 * @param denyList a file of addresses that are never paid
 */
public record PayoutLimitsSettings(
        Duration firstPayoutDelay,
        Duration termsCoolDown,
        Optional<Long> batchMaxSats,
        Optional<Long> dayMaxSats,
        Optional<Path> denyList) {
    private static final Duration LONGEST = Duration.ofDays(366);

    /** Reads the keys of {@code payout} that these are. Leaves the end of the section to the caller. */
    static PayoutLimitsSettings read(Section payout, long minimumSats) {
        PayoutLimitsSettings limits = new PayoutLimitsSettings(
                payout.value("first-payout-delay", Duration.ZERO, PayoutLimitsSettings::delay),
                payout.value("terms-cool-down", Duration.ZERO, PayoutLimitsSettings::delay),
                payout.optional("batch-max-btc", Values::amountSats),
                payout.optional("day-max-btc", Values::amountSats),
                payout.path("deny-list"));
        refuseBelow(payout, "batch-max-btc", limits.batchMaxSats(), minimumSats);
        refuseBelow(payout, "day-max-btc", limits.dayMaxSats(), minimumSats);
        return limits;
    }

    private static Duration delay(String text) {
        return Values.duration(text, Duration.ZERO, LONGEST);
    }

    private static void refuseBelow(Section payout, String key, Optional<Long> limit, long minimumSats) {
        if (limit.filter(sats -> sats < minimumSats).isPresent()) {
            payout.fault(key, "is below minimum-btc, so nobody could be paid");
        }
    }
}
