package neman.payout.query;

import java.time.Instant;

/** Something open that an operator has to look at, and what to do about it. */
public record AlarmView(
        String code,
        String subject,
        String severity,
        String message,
        String remedy,
        Instant raisedAt,
        Instant lastSeenAt) {}
