/**
 * A load generator against any Stratum V1 pool that hands out low difficulty: many connections, shares solved beforehand, and
 * what the pool did with them. What stands behind {@code ./pool load}.
 *
 * <p>The way of a run: {@link neman.stratum.load.LoadGenerator} connects at an even pace, solves shares for each connection's
 * job, lets each {@link neman.stratum.load.LoadLoop} send them, and makes a {@link neman.stratum.load.LoadReport} of what the
 * loops counted. In an open loop a share is due at a time that the pool cannot delay, and latency counts from there: a pool
 * that stalls is charged with every share that waited (no coordinated omission).
 */
package neman.stratum.load;
