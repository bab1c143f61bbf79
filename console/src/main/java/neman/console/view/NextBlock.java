package neman.console.view;

/**
 * What an account would get if the pool found a block now, by the shares counted so far. Nothing is owed by it.
 *
 * @param part of what the miners get: 0 to 1
 * @param rewardSats of the block that is worked on, the pool's fee taken off, rounded down
 */
public record NextBlock(double part, long rewardSats) {}
