/**
 * Where the console's numbers come from: the ledger's read side, the share statistics in PostgreSQL, and what the stratum
 * instances publish in Redis. Reads only.
 */
package neman.console.source;
