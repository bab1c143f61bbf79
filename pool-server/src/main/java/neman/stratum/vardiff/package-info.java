/** How hard the work of one miner is to be: see {@link neman.stratum.vardiff.Vardiff}. Knows nothing of connections. */
package neman.stratum.vardiff;
