/** Sockets, event loops and the parts put together. */
package neman.stratum.server;
