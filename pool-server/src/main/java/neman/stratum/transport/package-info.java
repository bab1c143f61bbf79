/**
 * How miners reach a port, below the lines that they send: native sockets, the PROXY header of a load balancer, TLS with
 * certificates that are replaced while the pool runs.
 *
 * <p>{@link neman.stratum.transport.ConnectionOpening} is the way in: it takes a fresh connection to where its first line can be
 * read. Knows nothing of sessions.
 */
package neman.stratum.transport;
