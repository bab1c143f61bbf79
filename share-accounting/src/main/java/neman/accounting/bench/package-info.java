/**
 * Measures the way of a share on the machine at hand: append, journal to committed segment, and the closing of a round.
 * Real files, a real Redis and a real PostgreSQL; nothing of it is used by a running pool.
 */
package neman.accounting.bench;
