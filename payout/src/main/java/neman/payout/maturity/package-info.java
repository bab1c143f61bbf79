/**
 * Follows the pool's blocks on the chain: booked, mature, orphaned, booked again.
 *
 * <p>The truth is the hash that stands at the block's height on the nodes, never what a wallet says of a transaction.
 */
package neman.payout.maturity;
