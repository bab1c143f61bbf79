package neman.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import neman.console.http.ApiRoutes;
import neman.console.http.ConnectionErrors;
import neman.console.http.ErrorAnswers;
import neman.console.http.Health;
import neman.console.http.Metrics;
import neman.console.http.SecurityHeaders;
import neman.console.http.WebFiles;
import neman.console.view.PoolView;
import neman.console.view.ReadinessCheck;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of the pool: REST API, pages, metrics, health. Read-only and without state of its own, so that any number
 * of them may run.
 *
 * <p>Bounds: {@value #MAX_THREADS} threads; {@value #MAX_CONNECTIONS} connections, above which none is accepted until one
 * ends; request heads of Jetty's 8 KiB; bodies of {@value #MAX_BODY_BYTES} bytes (nothing here takes one).
 */
public final class Console implements AutoCloseable {
    private static final int MAX_THREADS = 24;
    private static final int MIN_THREADS = 6;
    private static final int MAX_CONNECTIONS = 2_000;
    private static final int BACKLOG = 128;
    private static final int IDLE_TIMEOUT_MS = 30_000;
    private static final int STOP_TIMEOUT_MS = 2_000;
    private static final long MAX_BODY_BYTES = 1_024;
    private static final String STARTED_AT = "startedAt";

    private final HttpSettings settings;
    private final InstantSource clock;
    private final Health health;
    private final Metrics metrics;
    private final WebFiles files = new WebFiles();
    private final ApiRoutes api;
    private final Javalin javalin;
    private ServerSocketChannel listening;

    /**
     * Nothing listens before {@link #start}.
     *
     * @param checks what {@code /health/ready} asks
     */
    public Console(HttpSettings settings, PoolView view, List<ReadinessCheck> checks, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.health = new Health(checks, clock);
        this.metrics = new Metrics(view);
        this.api = new ApiRoutes(view, clock);
        this.javalin = Javalin.create(this::configure);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.jetty.threadPool = threads();
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_TIMEOUT_MS);
            server.setErrorHandler(new ConnectionErrors());
        });
        config.jetty.addConnector(this::connector);
        config.routes.before(this::begin);
        api.addTo(config.routes);
        files.addTo(config.routes);
        health.addTo(config.routes);
        metrics.addTo(config.routes);
        ErrorAnswers.addTo(config.routes, files);
        config.routes.after(this::end);
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("console");
        threads.setDaemon(true);
        return threads;
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setIdleTimeout(IDLE_TIMEOUT_MS);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        try {
            connector.open(listening);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    private void begin(Context context) {
        context.attribute(STARTED_AT, clock.instant());
        SecurityHeaders.set(context);
    }

    private void end(Context context) {
        Instant from = context.attribute(STARTED_AT);
        metrics.answered(route(context), context.statusCode(), from, clock.instant());
    }

    /** The pattern that matched, or one word for all that is not there. */
    private static String route(Context context) {
        Endpoint matched = context.endpoints().matchedHttpEndpoint();
        return matched == null ? "none" : matched.path;
    }

    /**
     * Listens. May be called once.
     *
     * @throws IOException with a sentence for the operator, where the address cannot be listened on
     */
    public void start() throws IOException {
        // Bound here and not by Javalin, which would log a port in use as a fault with its trace.
        listening = ServerSocketChannel.open();
        try {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listening.bind(resolved(settings.listen()), BACKLOG);
        } catch (IOException e) {
            listening.close();
            throw new IOException(
                    "http.listen " + text(settings.listen()) + " cannot be listened on: " + e.getMessage(), e);
        }
        javalin.start();
    }

    private static InetSocketAddress resolved(InetSocketAddress address) throws UnknownHostException {
        InetAddress host =
                address.isUnresolved() ? InetAddress.getByName(address.getHostString()) : address.getAddress();
        return new InetSocketAddress(host, address.getPort());
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ':' + address.getPort();
    }

    /** Where it listens, with the true port; only after {@link #start}. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                settings.listen().getHostString(), listening.socket().getLocalPort());
    }

    /** Ends running answers within {@value #STOP_TIMEOUT_MS} ms. */
    @Override
    public void close() {
        javalin.stop();
        health.close();
        metrics.close();
    }
}
