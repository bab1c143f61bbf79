package neman.stratum.miner;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;

/**
 * Mines at one pool on this machine's processor until it is closed, connecting again whenever the connection ends. Goes where the
 * pool sends it ({@code client.reconnect}), within {@link MinerSettings#followedHosts}; when that connection ends, it comes back
 * to its own pool.
 */
public final class CpuMiner implements AutoCloseable {
    private final MinerSettings settings;
    private final MinerListener listener;
    private final Thread reader = new Thread(this::run, "miner-connection");
    private final List<HashThread> hashing = new ArrayList<>();
    private final AtomicLong extranonces = new AtomicLong();
    private final AtomicLong hashes = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private volatile boolean closed;
    private volatile MinerWork work;
    private volatile PoolConnection connection;

    // The reader's own, for one connection.
    private Optional<PoolMessage.Subscription> subscription = Optional.empty();
    private Target target = Difficulty.ONE.target();

    public CpuMiner(MinerSettings settings, MinerListener listener) {
        this.settings = settings;
        this.listener = listener;
        reader.setDaemon(true);
        long perThread = settings.maxHashesPerSecond() / settings.threads();
        long nanosPerHash = settings.maxHashesPerSecond() == 0 ? 0 : 1_000_000_000L / Math.max(1, perThread);
        for (int i = 0; i < settings.threads(); i++) {
            hashing.add(new HashThread(i, () -> work, extranonces, hashes, this::submit, nanosPerHash));
        }
    }

    /** Returns at once; what happens is told to the listener. */
    public void start() {
        reader.start();
        hashing.forEach(Thread::start);
    }

    /** Hashes since the start. */
    public long hashes() {
        return hashes.get();
    }

    public long accepted() {
        return accepted.get();
    }

    public long rejected() {
        return rejected.get();
    }

    private void run() {
        URI place = settings.url();
        while (!closed) {
            try {
                place = mineAt(place);
            } catch (IOException e) {
                work = null;
                place = settings.url();
                if (!closed) {
                    listener.onDisconnected(String.valueOf(e.getMessage()));
                    pause(settings.reconnectDelay());
                }
            }
        }
    }

    /** Returns where the pool sends this miner, after the wait that it asked for. */
    private URI mineAt(URI place) throws IOException {
        PoolMessage.Reconnect order;
        try (PoolConnection opened = new PoolConnection(place, settings)) {
            connection = opened;
            order = mine(opened);
            work = null;
        }
        URI next = settings.follow(place, order);
        Duration wait = settings.waitFor(order);
        listener.onSentOn(next, wait);
        pause(wait);
        return next;
    }

    private void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() has been called
        }
    }

    /** Returns when the pool says to reconnect. */
    private PoolMessage.Reconnect mine(PoolConnection opened) throws IOException {
        subscription = Optional.empty();
        target = Difficulty.ONE.target();
        opened.subscribe();
        opened.authorize(settings.user(), settings.password());
        while (!closed) {
            PoolMessage message = PoolMessage.parse(opened.readLine(), PoolConnection.SUBSCRIBE_ID);
            if (message instanceof PoolMessage.Reconnect order) {
                return order;
            }
            take(opened, message);
        }
        throw new EOFException("this miner was closed");
    }

    private void take(PoolConnection opened, PoolMessage message) throws IOException {
        if (message instanceof PoolMessage.Subscription answer) {
            subscription = Optional.of(answer);
        } else if (message instanceof PoolMessage.SetDifficulty difficulty) {
            target = difficulty.target(); // with the next job, as firmware does
        } else if (message instanceof PoolMessage.Notify notify) {
            PoolMessage.Subscription own =
                    subscription.orElseThrow(() -> new IOException("the pool sent a job before its subscribe answer"));
            work = new MinerWork(opened, notify.job(), own.extranonce1(), own.extranonce2Bytes(), target);
        } else if (message instanceof PoolMessage.Answer answer) {
            takeAnswer(opened, answer);
        }
    }

    private void takeAnswer(PoolConnection opened, PoolMessage.Answer answer) throws IOException {
        if (answer.id() == PoolConnection.SUBSCRIBE_ID) {
            throw new IOException("the pool refused the subscribe: " + answer.error());
        }
        if (answer.id() == PoolConnection.AUTHORIZE_ID) {
            if (!answer.isTrue()) {
                throw new IOException("the pool refused " + settings.user() + ": " + answer.error());
            }
            listener.onAuthorized();
        } else {
            opened.answered(answer.id()).ifPresent(header -> takeVerdict(answer, header));
        }
    }

    private void takeVerdict(PoolMessage.Answer answer, Hash256 header) {
        if (answer.isTrue()) {
            accepted.incrementAndGet();
            listener.onAccepted(header);
        } else {
            rejected.incrementAndGet();
            listener.onRejected(answer.error());
        }
    }

    private void submit(MinerWork solved, byte[] extranonce2, int nonce, Hash256 header) {
        try {
            PoolJob job = solved.job();
            solved.connection().submit(settings.user(), job.id(), extranonce2, job.timeSeconds(), nonce, header);
        } catch (IOException e) {
            // The reader meets the same broken connection and opens another; the share died with this one.
            work = null;
        }
    }

    /** Ends the connection and the threads; returns when they have ended. */
    @Override
    public void close() {
        closed = true;
        hashing.forEach(Thread::interrupt);
        reader.interrupt();
        try {
            PoolConnection open = connection;
            if (open != null) {
                open.close();
            }
            reader.join(TimeUnit.SECONDS.toMillis(5));
            for (HashThread thread : hashing) {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
