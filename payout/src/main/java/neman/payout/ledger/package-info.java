/**
 * Double-entry ledger in PostgreSQL schema {@code ledger}: balanced, immutable, hash-chained journals of whole satoshis.
 *
 * <p>Debits are positive, credits negative. The database enforces the rules; the types here keep callers from breaking them.
 */
package neman.payout.ledger;
