package neman.bitcoin.node;

import java.net.URI;

/**
 * One of the things that a node publishes over ZMQ.
 *
 * @param topic {@code hashblock}, {@code rawtx} …
 * @param address where the node binds, which may be any of its own addresses: {@code tcp://0.0.0.0:28332}
 */
public record ZmqPublication(String topic, URI address) {}
