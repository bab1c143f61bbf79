package neman.console.view;

/**
 * What is being mined.
 *
 * @param height of the block to be found
 * @param jobId as the miners see it
 * @param previousBlock the tip, in display order
 * @param coinbaseValueSats subsidy and fees
 * @param transactions in the block, without the coinbase
 */
public record JobStatus(int height, String jobId, String previousBlock, long coinbaseValueSats, int transactions) {}
