package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.miner.PayoutLimits;
import neman.payout.miner.WithheldReason;

/** What a due payout leaves out and a person should know of: one alarm for each reason, whatever the number of accounts. */
final class PlanAlarms {
    private PlanAlarms() {}

    /** Raises what the plan shows, and clears what it no longer does. */
    static void tell(Connection transaction, PayoutPlan plan, PayoutLimits limits, Instant now) throws SQLException {
        tell(
                transaction,
                plan,
                withheld -> withheld.reason() == WithheldReason.DENY_LISTED,
                Alarm.Code.PAYOUT_DENIED,
                "deny-list",
                "on the deny-list and not paid",
                "decide what becomes of it; an account taken off the list is paid after SIGHUP",
                now);
        tell(
                transaction,
                plan,
                withheld -> withheld.reason() == WithheldReason.BATCH_LIMIT && withheld.sats() > limits.batchMaxSats(),
                Alarm.Code.PAYOUT_LIMITED,
                "batch",
                "each larger than payout.batch-max-btc and never paid by itself",
                "look whether the balances are right (./pool payout statement ACCOUNT), then raise the limit for a run",
                now);
        tell(
                transaction,
                plan,
                withheld -> withheld.reason() == WithheldReason.DAY_LIMIT,
                Alarm.Code.PAYOUT_LIMITED,
                "day",
                "held back by payout.day-max-btc",
                "look whether so much is owed (./pool payout preview); the rest is paid as the day goes on, a balance above the"
                        + " limit only when it is raised",
                now);
    }

    private static void tell(
            Connection transaction,
            PayoutPlan plan,
            Predicate<PayoutPlan.Withheld> concerned,
            Alarm.Code code,
            String subject,
            String what,
            String remedy,
            Instant now)
            throws SQLException {
        List<PayoutPlan.Withheld> accounts =
                plan.withheld().stream().filter(concerned).toList();
        if (accounts.isEmpty()) {
            Alarms.clear(transaction, code, subject, now);
            return;
        }
        long sats = accounts.stream().mapToLong(PayoutPlan.Withheld::sats).reduce(0, Math::addExact);
        String message = accounts.size() + " accounts with " + sats + " sat are " + what + ", the first is "
                + accounts.get(0).account();
        Alarms.raise(transaction, new Alarm(code, subject, message, remedy), now);
    }
}
