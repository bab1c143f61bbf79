/** The read side of the books: what the console shows. Reads only, and only schema {@code ledger}. */
package neman.payout.query;
