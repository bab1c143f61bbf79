/** From the node's template to what every miner works on: encoded once, sent to all, remembered until it cannot matter. */
package neman.stratum.job;
