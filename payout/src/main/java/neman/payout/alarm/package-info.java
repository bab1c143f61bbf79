/** What an operator has to look at: a row in the database and a line in the log, each with its remedy. */
package neman.payout.alarm;
