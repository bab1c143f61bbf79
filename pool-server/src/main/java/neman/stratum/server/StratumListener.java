package neman.stratum.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Defence;
import neman.stratum.defence.MessageLimits;
import neman.stratum.protocol.LineDecoder;
import neman.stratum.session.Farewell;
import neman.stratum.session.LoopSessions;
import neman.stratum.session.LoopStatus;
import neman.stratum.session.PoolServices;
import neman.stratum.transport.Certificates;
import neman.stratum.transport.ClientAddress;
import neman.stratum.transport.ConnectionOpening;
import neman.stratum.transport.EventLoops;

/** The listening sockets, the event loops and each loop's sessions. Any thread. */
final class StratumListener implements AutoCloseable {
    /** What one read may bring, so that nobody's flood holds up the others of its loop for long. */
    private static final int READ_BYTES_MAX = 8192;

    /** Firmware leaves when it hears nothing for 60 seconds. */
    private static final int KEEP_ALIVE_SECONDS = 50;

    private static final AttributeKey<Conduct> CONDUCT = AttributeKey.valueOf(Conduct.class, "conduct");

    private static final int SWEEP_SECONDS = 5;
    /** For what is still owed when every miner was told to go. */
    private static final int FINISH_SECONDS = 1;

    private static final int STATUS_SECONDS = 2;

    private final StratumSettings settings;
    private final Defence defence;
    private final Certificates certificates;
    private final EventLoopGroup loops;
    private final Map<EventExecutor, LoopSessions> sessions = new IdentityHashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<Channel> listening = new ArrayList<>();

    /** @throws IOException where a certificate cannot be served */
    StratumListener(StratumSettings settings, PoolServices pool, Defence defence, int threads) throws IOException {
        this.settings = settings;
        this.defence = defence;
        this.certificates = new Certificates(
                settings.ports().stream().map(PortSettings::transport).toList());
        this.loops = EventLoops.start(threads);
        for (EventExecutor loop : loops) {
            sessions.put(loop, new LoopSessions(pool, loop));
        }
    }

    /** @throws IOException naming the address that cannot be listened on */
    void start() throws IOException {
        for (PortSettings port : settings.ports()) {
            ChannelFuture bound = bootstrap(port).bind(port.listen()).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(
                        "stratum.listen: cannot listen on " + text(port.listen()) + ": "
                                + bound.cause().getMessage() + ". Is another process using the port?",
                        bound.cause());
            }
            listening.add(bound.channel());
        }
        sessions.forEach((loop, own) -> loop.scheduleWithFixedDelay(
                () -> own.sweep(defence.limits().connection().handshake()),
                SWEEP_SECONDS,
                SWEEP_SECONDS,
                TimeUnit.SECONDS));
        loops.scheduleWithFixedDelay(defence::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private ServerBootstrap bootstrap(PortSettings port) {
        int writeBuffer = defence.limits().connection().writeBufferBytes();
        ConnectionOpening opening = new ConnectionOpening(
                port.transport(),
                certificates,
                defence.limits().connection().handshake(),
                this::admit,
                channel -> serve(channel, port));
        return new ServerBootstrap()
                .group(loops)
                .channel(EventLoops.serverChannel())
                .handler(new AcceptGuard(defence.counts()))
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                // The kernel's part of the bound: left alone, it takes megabytes for who reads nothing.
                .childOption(ChannelOption.SO_SNDBUF, writeBuffer)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(writeBuffer / 4, writeBuffer))
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2048, READ_BYTES_MAX))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        opening.begin(channel);
                    }
                });
    }

    private void serve(Channel channel, PortSettings port) {
        MessageLimits limits = defence.limits().message();
        EventLoop loop = channel.eventLoop();
        channel.pipeline()
                .addLast(new LineDecoder(limits.lineBytes(), limits.jsonDepth()))
                // Behind the decoder: who sends a byte now and then is idle all the same.
                .addLast(new IdleStateHandler(
                        defence.limits().connection().idle().toSeconds(), KEEP_ALIVE_SECONDS, 0, TimeUnit.SECONDS))
                .addLast(new ConnectionHandler(
                        sessions.get(loop), port.limits(), channel.attr(CONDUCT).get()));
    }

    private boolean admit(Channel channel) {
        Optional<Conduct> admitted = defence.admit(ClientAddress.of(channel));
        admitted.ifPresent(conduct -> {
            channel.attr(CONDUCT).set(conduct);
            channel.closeFuture().addListener(closed -> conduct.leave());
        });
        return admitted.isPresent();
    }

    List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /** Loads all certificates again; connections that exist go on. */
    void reloadCertificates() {
        certificates.reload();
    }

    /** Open ones. */
    int connections() {
        return connections.size();
    }

    /** Gives every session the current job; returns before they have it. */
    void broadcast() {
        sessions.forEach((loop, own) -> execute(loop, own::broadcast));
    }

    /** Has every session return an extranonce1 that its instance wants back; returns before they have. */
    void returnExtranonces() {
        sessions.forEach((loop, own) -> execute(loop, own::returnExtranonces));
    }

    private static void execute(EventExecutor loop, Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            // The pool is stopping, and with it every connection that this was for.
            return;
        }
    }

    /** Asks every loop, always in the same order; those that have ended have nothing to say. */
    List<LoopStatus> statuses() {
        List<Future<LoopStatus>> asked = new ArrayList<>();
        for (LoopSessions own : sessions.values()) {
            try {
                asked.add(own.survey());
            } catch (RejectedExecutionException e) {
                break; // the pool is stopping
            }
        }
        List<LoopStatus> statuses = new ArrayList<>();
        for (Future<LoopStatus> future : asked) {
            addAnswered(future, statuses);
        }
        return statuses;
    }

    private static void addAnswered(Future<LoopStatus> future, List<LoopStatus> statuses) {
        try {
            statuses.add(future.get(STATUS_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("an event loop does not say what it does", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops accepting, sends every miner away with its answers, then closes everything. Takes as long as the last miner needs
     * to go, at most {@link Farewell#LONGEST} and a second.
     */
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        sessions.forEach((loop, own) -> execute(loop, () -> own.drain(settings.farewell())));
        connections.newCloseFuture().awaitUninterruptibly(Farewell.LONGEST.toMillis());
        sessions.forEach((loop, own) -> execute(loop, own::finish));
        connections.newCloseFuture().awaitUninterruptibly(FINISH_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, FINISH_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        certificates.close();
    }
}
