/**
 * What a stratum instance shows of itself while it runs: published to Redis every few seconds with a time to live, read by
 * the console. Nothing here is accounted by.
 */
package neman.accounting.live;
