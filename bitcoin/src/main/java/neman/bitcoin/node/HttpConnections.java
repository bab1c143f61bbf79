package neman.bitcoin.node;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The connections to one node: those that serve a call, and a few that wait for the next. Thread-safe. */
final class HttpConnections implements AutoCloseable {
    private static final int MAX_IDLE = 4;
    /** Bitcoin Core closes them after 30 s ({@code rpcservertimeout}), bcoin after 5. */
    private static final long MAX_IDLE_NANOS = Duration.ofSeconds(20).toNanos();

    private final URI node;
    private final Duration connectTimeout;
    private final Set<HttpConnection> all = new HashSet<>();
    private final Deque<HttpConnection> idle = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor watch;
    private boolean closed;

    HttpConnections(URI node, Duration connectTimeout) {
        this.node = node;
        this.connectTimeout = connectTimeout;
        this.watch = new ScheduledThreadPoolExecutor(1, runnable -> {
            Thread thread = new Thread(runnable, "rpc-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
    }

    /** A connection ends with a deadline's passing, whatever it does. */
    final class Deadline {
        private final ScheduledFuture<?> end;
        private volatile boolean passed;

        private Deadline(HttpConnection connection, Duration timeout) {
            Runnable atEnd = () -> {
                passed = true;
                connection.close();
            };
            this.end = watch.schedule(atEnd, timeout.toMillis(), TimeUnit.MILLISECONDS);
        }

        boolean isPassed() {
            return passed;
        }

        void cancel() {
            end.cancel(false);
        }
    }

    /** To be cancelled when it is met. */
    Deadline within(HttpConnection connection, Duration timeout) throws IOException {
        try {
            return new Deadline(connection, timeout);
        } catch (RejectedExecutionException e) {
            drop(connection);
            throw new IOException("closed", e);
        }
    }

    /** One that waits, or else a new one. */
    HttpConnection take() throws IOException {
        HttpConnection waiting = takeIdle();
        return waiting != null ? waiting : open();
    }

    private synchronized HttpConnection takeIdle() {
        HttpConnection youngest = idle.pollFirst();
        while (youngest != null && youngest.idleNanos() > MAX_IDLE_NANOS) {
            drop(youngest);
            youngest = idle.pollFirst();
        }
        return youngest;
    }

    /** A new one. */
    HttpConnection open() throws IOException {
        HttpConnection connection = HttpConnection.unconnected();
        register(connection);
        Deadline deadline = within(connection, connectTimeout);
        try {
            connection.connect(node);
            return connection;
        } catch (IOException e) {
            drop(connection);
            throw e;
        } finally {
            deadline.cancel();
        }
    }

    private synchronized void register(HttpConnection connection) throws IOException {
        if (closed) {
            connection.close();
            throw new IOException("closed");
        }
        all.add(connection);
    }

    /** After an answer. */
    void giveBack(HttpConnection connection) {
        boolean reusable = connection.canServeAnother();
        synchronized (this) {
            if (reusable && !closed && idle.size() < MAX_IDLE) {
                idle.addFirst(connection);
                return;
            }
        }
        drop(connection);
    }

    synchronized void drop(HttpConnection connection) {
        all.remove(connection);
        connection.close();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the calls under way. */
    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(HttpConnection::close);
        all.clear();
        idle.clear();
        watch.shutdownNow();
    }
}
