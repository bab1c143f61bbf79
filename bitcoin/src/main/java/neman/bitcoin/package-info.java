/**
 * Values of the Bitcoin protocol: hashes, targets, difficulties, addresses, amounts.
 *
 * <p>Everything here is immutable and knows nothing of the pool. Byte order is always said: "header order" is the order in
 * which a hash stands in a block header (little-endian as a number); "display order" is its reverse, as people and the RPC
 * interface write it.
 */
package neman.bitcoin;
