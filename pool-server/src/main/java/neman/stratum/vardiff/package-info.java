/**
 * How hard the work of one miner is to be: one pure function, {@link neman.stratum.vardiff.Vardiff}, of what a session keeps in {@link
 * neman.stratum.vardiff.SharesSeen}. {@code VARDIFF.md} beside this file compares it with other pools' rules and names the command
 * that makes the table. Knows nothing of connections.
 */
package neman.stratum.vardiff;
