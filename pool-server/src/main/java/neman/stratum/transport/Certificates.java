package neman.stratum.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The certificates of all ports, each watched for changes, and the threads that handshakes compute on. Any thread. */
public final class Certificates implements AutoCloseable {
    /** Handshakes are served by the old certificate up to twice as long after a change. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Map<TlsFiles, ServedCertificate> served = new HashMap<>();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("stratum-certificates", true));
    /** A signature takes a millisecond: event loops would let every other miner wait for it. Bounded by the connections. */
    private final ExecutorService handshakes;

    /** @throws UnusableTlsFilesException naming the first file that cannot be served */
    public Certificates(List<PortTransport> ports) throws UnusableTlsFilesException {
        for (PortTransport port : ports) {
            if (port.tls().isPresent() && !served.containsKey(port.tls().get().files())) {
                TlsFiles files = port.tls().get().files();
                served.put(files, new ServedCertificate(files));
            }
        }
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        handshakes = Executors.newFixedThreadPool(threads, new DefaultThreadFactory("stratum-handshake", true));
        watch.scheduleWithFixedDelay(
                () -> served.values().forEach(ServedCertificate::look),
                LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        watch.scheduleWithFixedDelay(this::tellExpiry, 0, 1, TimeUnit.DAYS);
    }

    private void tellExpiry() {
        served.values().forEach(certificate -> certificate.tellExpiry(Instant.now()));
    }

    /** Loads all files again, now. What cannot be served is logged, and the one before goes on. Blocks on the disk. */
    public void reload() {
        served.values().forEach(ServedCertificate::load);
    }

    /** The TLS side of a connection that begins its handshake now, and must end it within {@code patience}. */
    SslHandler handler(TlsSettings tls, Channel channel, Duration patience) {
        SslHandler handler = served.get(tls.files()).context().newHandler(channel.alloc(), handshakes);
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        handshakes.shutdownNow();
    }
}
