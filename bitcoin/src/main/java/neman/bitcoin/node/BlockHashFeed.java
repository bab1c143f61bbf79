package neman.bitcoin.node;

import java.net.URI;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import neman.bitcoin.Hash256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMonitor;
import org.zeromq.ZMsg;

/**
 * Hears a node name each new tip over ZMQ ({@code -zmqpubhashblock}, Bitcoin Core's {@code doc/zmq.md}): the fastest word that
 * there is, a fraction of a millisecond after the node has taken the block.
 *
 * <p>Nothing authenticates these messages and some can be lost, so a hash is a reason to ask the node and never more. The
 * connection is made again by itself as often as it breaks. One thread for each feed.
 */
public final class BlockHashFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockHashFeed.class);
    private static final String TOPIC = "hashblock";
    /** Topic, hash, counter; the largest is the hash. */
    private static final int MAX_FRAME_BYTES = 64;

    private static final int MAX_WAITING_MESSAGES = 100;
    private static final int RECONNECT_FIRST_MS = 100;
    private static final int RECONNECT_LAST_MS = 5_000;
    /** One handshake in some fifty stands still with jeromq 0.6; it is then begun again. */
    private static final int HANDSHAKE_MS = 1_000;

    private static final long AFTER_FAILURE_NANOS = 1_000_000_000;
    /** How late {@link #close} is noticed. */
    private static final int WAKE_MS = 100;

    private final URI address;
    private final Consumer<Hash256> consumer;
    private final Thread thread;
    private volatile boolean connected;
    private volatile boolean closed;

    /**
     * @param address {@code tcp://host:port}
     * @param consumer called on the feed's thread, also with a hash that it knows already; must not block
     */
    public BlockHashFeed(URI address, Consumer<Hash256> consumer) {
        this.address = address;
        this.consumer = consumer;
        this.thread = new Thread(this::run, "zmq-" + address.getPort());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether something that speaks ZMQ is at the other end now. */
    public boolean isConnected() {
        return connected;
    }

    /** Whatever fails, the next tip must be heard. */
    private void run() {
        while (!closed) {
            try {
                listen();
            } catch (RuntimeException e) {
                LOG.error("event=zmq-failed address={}", address, e);
                LockSupport.parkNanos(AFTER_FAILURE_NANOS);
            }
            connected = false;
        }
    }

    private void listen() {
        try (ZContext context = new ZContext();
                ZMQ.Socket subscriber = subscriber(context);
                ZMQ.Socket monitor = monitor(context, subscriber);
                ZMQ.Poller poller = context.createPoller(2)) {
            subscriber.connect(address.toString());
            poller.register(subscriber, ZMQ.Poller.POLLIN);
            poller.register(monitor, ZMQ.Poller.POLLIN);
            while (!closed) {
                poller.poll(WAKE_MS);
                if (poller.pollin(1)) {
                    noteConnection(monitor);
                }
                if (poller.pollin(0)) {
                    hear(subscriber);
                }
            }
        }
    }

    private static ZMQ.Socket subscriber(ZContext context) {
        ZMQ.Socket socket = context.createSocket(SocketType.SUB);
        socket.setLinger(0);
        socket.setRcvHWM(MAX_WAITING_MESSAGES);
        socket.setMaxMsgSize(MAX_FRAME_BYTES);
        socket.setReconnectIVL(RECONNECT_FIRST_MS);
        socket.setReconnectIVLMax(RECONNECT_LAST_MS);
        socket.setHandshakeIvl(HANDSHAKE_MS);
        // A node behind a firewall that forgets quiet connections would otherwise fall silent for ever.
        socket.setTCPKeepAlive(1);
        socket.subscribe(TOPIC.getBytes(ZMQ.CHARSET));
        return socket;
    }

    private ZMQ.Socket monitor(ZContext context, ZMQ.Socket subscriber) {
        String inside = "inproc://monitor";
        subscriber.monitor(inside, ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED);
        ZMQ.Socket monitor = context.createSocket(SocketType.PAIR);
        monitor.setLinger(0);
        monitor.connect(inside);
        return monitor;
    }

    private void noteConnection(ZMQ.Socket monitor) {
        ZEvent event = ZEvent.recv(monitor, ZMQ.DONTWAIT);
        if (event == null) {
            return;
        }
        boolean now = event.getEvent() == ZMonitor.Event.HANDSHAKE_PROTOCOL;
        if (now != connected) {
            LOG.info("event={} address={}", now ? "zmq-connected" : "zmq-disconnected", address);
        }
        connected = now;
    }

    private void hear(ZMQ.Socket subscriber) {
        ZMsg message = ZMsg.recvMsg(subscriber, ZMQ.DONTWAIT);
        if (message == null || message.size() < 2 || !message.pop().streq(TOPIC)) {
            return;
        }
        byte[] hash = message.pop().getData();
        if (hash.length != Hash256.BYTES) {
            LOG.warn("event=zmq-not-understood address={} bytes={}", address, hash.length);
            return;
        }
        consumer.accept(Hash256.parse(HexFormat.of().formatHex(hash)));
    }

    /** Returns when the consumer is called no more. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
