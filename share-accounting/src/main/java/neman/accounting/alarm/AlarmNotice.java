package neman.accounting.alarm;

import java.time.Instant;

/**
 * One message to people: an alarm was raised, or is over.
 *
 * @param raised or cleared
 * @param code of this package's or of another ledger of alarms
 * @param unannounced how many of the same code were raised since the last notice without one of their own
 */
public record AlarmNotice(
        boolean raised,
        String code,
        String severity,
        String subject,
        String message,
        String remedy,
        Instant at,
        int unannounced) {}
