/**
 * The share journal of one stratum instance: what has been acknowledged to a miner stands here, forced to disk.
 *
 * <p>The only part of share accounting that the Stratum front end knows.
 */
package neman.accounting.journal;
