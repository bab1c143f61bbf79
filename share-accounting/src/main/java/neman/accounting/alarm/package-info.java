/**
 * What a person has to look at, whatever part of the pool noticed it: raised and cleared in memory, at once and from any thread
 * ({@link neman.accounting.alarm.AlarmBook}), said in the log and to a webhook, and written to PostgreSQL behind that, later
 * where it is away.
 */
package neman.accounting.alarm;
