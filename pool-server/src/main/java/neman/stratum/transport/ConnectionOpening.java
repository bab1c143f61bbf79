package neman.stratum.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a port does with a connection before its first line: the PROXY header where it comes from a load balancer, then the
 * question whether it is admitted, then TLS or not. A connection to a plain port is admitted and served at once.
 *
 * <p>Thread: the connection's event loop.
 */
public final class ConnectionOpening {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionOpening.class);

    /** A TLS handshake is bounded by this even where the pool is more patient. */
    private static final Duration MAX_HANDSHAKE = Duration.ofSeconds(10);

    /** Anyone can send a header, so anyone could fill the log. */
    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Type-length-values that a load balancer may append to its header, in bytes; none of them is used. */
    private static final int MAX_PROXY_EXTRAS = 2048;

    private final PortTransport transport;
    private final Certificates certificates;
    private final Duration patience;
    private final Predicate<Channel> admission;
    private final Consumer<Channel> service;
    private final AtomicLong lastWarningNanos = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    /**
     * @param patience from the first byte's absence to the first line's possibility
     * @param admission asked once when {@link ClientAddress} is known, before anything costly; where false, the connection closes
     * @param service adds the handlers that read lines; the connection is active already
     */
    public ConnectionOpening(
            PortTransport transport,
            Certificates certificates,
            Duration patience,
            Predicate<Channel> admission,
            Consumer<Channel> service) {
        this.transport = transport;
        this.certificates = certificates;
        this.patience = patience;
        this.admission = admission;
        this.service = service;
    }

    /** Takes over a connection that was just accepted. */
    public void begin(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            channel.close(); // it has gone already
            return;
        }
        InetAddress peer = AddressRange.unmapped(remote.getAddress());
        if (transport.isProxy(peer)) {
            channel.pipeline()
                    .addLast(new HAProxyMessageDecoder(MAX_PROXY_EXTRAS))
                    .addLast(new OpeningHandler(this, Optional.of(peer)));
        } else if (admit(channel, peer)) {
            if (transport.isPlain()) {
                service.accept(channel);
            } else {
                channel.pipeline().addLast(new OpeningHandler(this, Optional.empty()));
            }
        }
    }

    Duration patience() {
        return patience;
    }

    /** Whether the connection goes on. */
    boolean admit(Channel channel, InetAddress client) {
        ClientAddress.set(channel, client);
        boolean admitted = admission.test(channel);
        if (!admitted) {
            channel.close();
        }
        return admitted;
    }

    boolean servesTls() {
        return transport.tls().isPresent();
    }

    boolean servesPlain() {
        return transport.servesPlain();
    }

    void serveTls(Channel channel) {
        Duration handshake = patience.compareTo(MAX_HANDSHAKE) < 0 ? patience : MAX_HANDSHAKE;
        channel.pipeline().addLast(certificates.handler(transport.tls().orElseThrow(), channel, handshake));
        service.accept(channel);
    }

    /** A header from someone who is not trusted with one: an attempt to be someone else, or a load balancer that is not named. */
    void refuseHeader(Channel channel) {
        long now = System.nanoTime();
        long last = lastWarningNanos.get();
        if (now - last >= WARN_EVERY_NANOS && lastWarningNanos.compareAndSet(last, now)) {
            LOG.warn(
                    "event=proxy-header-refused address={} remedy=\"a load balancer's address belongs into proxy-protocol-from\"",
                    ClientAddress.text(channel));
        }
        LingeringClose.of(channel);
    }

    void servePlain(Channel channel) {
        service.accept(channel);
    }
}
