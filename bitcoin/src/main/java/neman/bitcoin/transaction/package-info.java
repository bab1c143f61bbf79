/**
 * Transactions as consensus serialises them, and the digest that a segwit signature commits to.
 *
 * <p>Immutable values; they know nothing of a chain. Depends on {@code neman.bitcoin} alone.
 */
package neman.bitcoin.transaction;
