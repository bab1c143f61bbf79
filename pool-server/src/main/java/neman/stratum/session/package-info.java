/**
 * One miner's connection: what it has said, what it was told, what it owes and is owed.
 *
 * <p>Everything here is owned by the connection's event loop unless its Javadoc says otherwise.
 */
package neman.stratum.session;
