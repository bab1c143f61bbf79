/**
 * From miners' available balances to buried transactions: a plan (pure), a batch with states, the signed bytes.
 *
 * <p>Intent is recorded before the outside is touched, so that a kill at any line is followed by the same step again, never by
 * a second payment.
 */
package neman.payout.payment;
