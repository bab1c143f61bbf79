/**
 * The accountant's way in: every instance's stream becomes one gapless sequence, in segments, with the rounds that blocks
 * close. One PostgreSQL transaction holds segment, round, statistics and cursors, so nothing is counted twice or lost
 * however often a stream is read; Redis is told only afterwards.
 */
package neman.accounting.intake;
