package neman.stratum.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import neman.bitcoin.Difficulty;

/** Puts one load on one pool, once. Its methods are called by one thread, which they block. */
public final class LoadGenerator implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 20_000;
    private static final long HANDSHAKE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int PRACTICE_CONNECTIONS = 2_000;
    private static final long PRACTICE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadSettings settings;
    private final Consumer<String> progress;
    private final EventLoopGroup group;
    private final List<LoadLoop> loops = new ArrayList<>();
    private long shownAtNanos = System.nanoTime() - SHOW_NANOS;

    /** @param progress told about once a second, in a line, how things stand */
    public LoadGenerator(LoadSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.group = new MultiThreadIoEventLoopGroup(
                settings.threads(),
                new DefaultThreadFactory("load", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        String user = quoted(settings.user());
        group.forEach(loop -> loops.add(new LoadLoop(settings, (io.netty.channel.EventLoop) loop, user)));
    }

    static String quoted(String text) {
        try {
            return new ObjectMapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no text for JSON: " + text, e);
        }
    }

    /** @throws LoadException where no connection came about, or the pool's difficulty is too high */
    public LoadReport run() throws LoadException, InterruptedException {
        practise();
        ProcessUsage before = ProcessUsage.of(settings.poolProcesses());
        long began = System.nanoTime();
        connect(began, settings.connections());
        awaitHandshakes();
        double connectSeconds = (System.nanoTime() - began) / 1e9;
        ProcessUsage connected = ProcessUsage.of(settings.poolProcesses());
        Difficulty difficulty = presolve();
        onEach(loop -> {
            loop.counts().forgetJobs();
            return true;
        });
        Measurement measurement = measure();
        ProcessUsage after = ProcessUsage.of(settings.poolProcesses());
        return new ReportMaker(settings, counts(), difficulty, connectSeconds)
                .make(before, connected, after, measurement);
    }

    /** Some connections that are not counted: a program that has just started is slow, and would measure itself. */
    private void practise() throws InterruptedException {
        int connections = Math.min(PRACTICE_CONNECTIONS, settings.connections());
        connect(System.nanoTime(), connections);
        long deadline = System.nanoTime() + PRACTICE_PATIENCE_NANOS;
        LoadCounts now = counts();
        while (now.handshakes.getTotalCount() + now.failed() < connections && System.nanoTime() - deadline < 0) {
            parkUntil(System.nanoTime() + POLL_NANOS);
            now = counts();
        }
        onEach(LoadLoop::beginAnew);
    }

    private void connect(long began, int connections) throws InterruptedException {
        InetSocketAddress address =
                new InetSocketAddress(settings.url().getHost(), settings.url().getPort());
        double interval = 1e9 / settings.connectionsPerSecond();
        for (int i = 0; i < connections; i++) {
            long due = began + (long) (i * interval);
            parkUntil(due);
            LoadLoop loop = loops.get(i % loops.size());
            loop.executor().execute(() -> connectOne(loop, address, due));
            show(() -> counts());
        }
    }

    private static void connectOne(LoadLoop loop, InetSocketAddress address, long due) {
        LoadConnection connection = loop.open(due);
        new Bootstrap()
                .group(loop.executor())
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connection);
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connection.lose(String.valueOf(done.cause().getMessage()));
                    }
                });
    }

    private static void parkUntil(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void awaitHandshakes() throws LoadException, InterruptedException {
        long deadline = System.nanoTime() + HANDSHAKE_PATIENCE_NANOS;
        LoadCounts now = counts();
        while (now.handshakes.getTotalCount() + now.failed() < settings.connections()
                && System.nanoTime() - deadline < 0) {
            parkUntil(System.nanoTime() + POLL_NANOS);
            now = counts();
            LoadCounts shown = now;
            show(() -> shown);
        }
        onEach(this::giveUpUnfinished);
        if (now.handshakes.getTotalCount() == 0) {
            throw new LoadException("no connection to " + settings.url() + " came about: "
                    + now.failedHandshakes.keySet().stream().findFirst().orElse("the pool does not answer"));
        }
    }

    private boolean giveUpUnfinished(LoadLoop loop) {
        for (LoadConnection connection : loop.connections()) {
            if (!connection.isAuthorized()) {
                connection.lose("no answer in time");
                connection.close();
            }
        }
        return loop.connections().removeIf(connection -> !connection.isAuthorized());
    }

    /** Returns the hardest difficulty that the pool assigned. */
    private Difficulty presolve() throws LoadException, InterruptedException {
        awaitJobs();
        List<Difficulty> hardest = onEach(loop -> loop.connections().stream()
                .map(LoadConnection::difficulty)
                .max(Difficulty::compareTo)
                .orElse(new Difficulty(1)));
        Difficulty difficulty = hardest.stream().max(Difficulty::compareTo).orElseThrow();
        Presolver presolver = new Presolver(settings);
        if (presolver.sharesPerConnection() == 0) {
            return difficulty;
        }
        presolver.requireEasy(difficulty);
        List<List<LoadConnection>> ready = onEach(LoadLoop::connections);
        List<List<ShareWork>> works = onEach(
                loop -> loop.connections().stream().map(LoadConnection::newWork).toList());
        List<ShareWork> all = works.stream().flatMap(List::stream).toList();
        presolver.solve(
                all, solved -> progress.accept("solving shares: " + solved + " of " + all.size() + " connections"));
        for (int i = 0; i < loops.size(); i++) {
            List<LoadConnection> connections = ready.get(i);
            List<ShareWork> own = works.get(i);
            await(loops.get(i).executor().submit(() -> {
                for (int each = 0; each < own.size(); each++) {
                    connections.get(each).begin(own.get(each));
                }
                return true;
            }));
        }
        return difficulty;
    }

    private void awaitJobs() throws LoadException, InterruptedException {
        if (settings.pace() instanceof Pace.Idle) {
            return;
        }
        long deadline = System.nanoTime() + HANDSHAKE_PATIENCE_NANOS;
        while (onEach(loop -> loop.connections().stream().allMatch(LoadConnection::isReady))
                .contains(false)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new LoadException("the pool authorized every connection, but some got no job within 30 s");
            }
            parkUntil(System.nanoTime() + POLL_NANOS);
        }
    }

    /** What was seen around the measured time. */
    record Measurement(
            double seconds, ProcessUsage poolBegin, ProcessUsage poolEnd, double ownCpuSeconds, long unanswered) {}

    private Measurement measure() throws InterruptedException {
        startSending();
        parkUntil(System.nanoTime() + settings.warmUp().toNanos());
        ProcessUsage poolBegin = ProcessUsage.of(settings.poolProcesses());
        double ownBegin = ownCpuSeconds();
        long began = System.nanoTime();
        onEach(loop -> {
            loop.startCounting(System.nanoTime());
            return true;
        });
        long end = began + settings.duration().toNanos();
        while (System.nanoTime() - end < 0) {
            parkUntil(Math.min(end, System.nanoTime() + SHOW_NANOS));
            show(this::counts);
        }
        onEach(loop -> {
            loop.stopSending();
            return true;
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        ProcessUsage poolEnd = ProcessUsage.of(settings.poolProcesses());
        double own = ownCpuSeconds() - ownBegin;
        return new Measurement(seconds, poolBegin, poolEnd, own, awaitAnswers());
    }

    private void startSending() throws InterruptedException {
        double interval = settings.pace() instanceof Pace.OpenLoop open ? 1e9 / open.sharesPerSecond() : 0;
        long first = System.nanoTime() + POLL_NANOS;
        for (int i = 0; i < loops.size(); i++) {
            LoadLoop loop = loops.get(i);
            long own = first + (long) (i * interval);
            if (!await(loop.executor().submit(() -> loop.connections().isEmpty()))) {
                loop.executor().execute(() -> loop.startSending(own, interval * loops.size()));
            }
        }
    }

    private static double ownCpuSeconds() {
        return ProcessUsage.of(List.of(ProcessHandle.current().pid()))
                        .processor()
                        .toMillis()
                / 1e3;
    }

    private long awaitAnswers() throws InterruptedException {
        long deadline = System.nanoTime() + ANSWER_PATIENCE_NANOS;
        long unanswered = unanswered();
        while (unanswered > 0 && System.nanoTime() - deadline < 0) {
            parkUntil(System.nanoTime() + POLL_NANOS);
            unanswered = unanswered();
        }
        return unanswered;
    }

    private long unanswered() throws InterruptedException {
        return onEach(LoadLoop::unanswered).stream().mapToLong(Long::longValue).sum();
    }

    private LoadCounts counts() throws InterruptedException {
        LoadCounts all = new LoadCounts();
        onEach(loop -> {
            synchronized (all) {
                all.add(loop.counts());
            }
            return true;
        });
        return all;
    }

    private <T> List<T> onEach(Function<LoadLoop, T> question) throws InterruptedException {
        List<io.netty.util.concurrent.Future<T>> asked = new ArrayList<>();
        for (LoadLoop loop : loops) {
            asked.add(loop.executor().submit(() -> question.apply(loop)));
        }
        List<T> answers = new ArrayList<>();
        for (io.netty.util.concurrent.Future<T> future : asked) {
            answers.add(await(future));
        }
        return answers;
    }

    private static <T> T await(io.netty.util.concurrent.Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an event loop of the load failed", e);
        }
    }

    /** Asks for counts only where a line is due. */
    private void show(Snapshot snapshot) throws InterruptedException {
        if (System.nanoTime() - shownAtNanos < SHOW_NANOS) {
            return;
        }
        shownAtNanos = System.nanoTime();
        LoadCounts now = snapshot.take();
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "connections %d of %d  failed %d  accepted %d  rejected %d  p99 %.2f ms",
                now.handshakes.getTotalCount() - now.lostConnections,
                settings.connections(),
                now.failed(),
                now.accepted,
                LoadReport.sum(now.refused),
                now.latency.getValueAtPercentile(99) / 1e6));
    }

    private interface Snapshot {
        LoadCounts take() throws InterruptedException;
    }

    /** Closes every connection. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
