/**
 * What an operator does with the books, by a command or by the payout role's schedule: look at them, close days, have a payout
 * started or a reconciliation made. Both come here, so that they do the same.
 *
 * <p>What asks the node is done by whoever leads, never by a command beside it: a command leaves a {@link DeskRequest} and waits
 * for its answer, or leads for its own time where nobody else does.
 */
package neman.payout.desk;
