package neman.payout.desk;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A day of the books that is over for good.
 *
 * @param day UTC
 * @param lastJournal the last that belongs to it
 * @param artefact SHA-256 of its trial balance, hex
 */
public record ClosedDay(LocalDate day, long lastJournal, String artefact, Instant closedAt, String actor) {}
