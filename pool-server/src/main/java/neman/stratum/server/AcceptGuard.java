package neman.stratum.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import neman.stratum.defence.Measure;
import neman.stratum.defence.MeasureCounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listening socket alive when the system has no descriptor for a connection: waits, and accepts on. Says so once, and
 * once when it is over. The connections that wait meanwhile stay in the system's queue.
 *
 * <p>Stands before Netty's own acceptor, which would log a stack trace every second.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGuard.class);

    private static final long BACK_OFF_MS = 200;

    private final MeasureCounts counts;
    private boolean failing;

    AcceptGuard(MeasureCounts counts) {
        this.counts = counts;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        counts.count(Measure.ACCEPT_FAILED);
        if (!failing) {
            failing = true;
            LOG.error(
                    "event=accept-failed address={} reason=\"{}\" remedy=\"raise the limit of open files\"",
                    ctx.channel().localAddress(),
                    cause.getMessage());
        }
        ctx.channel().config().setAutoRead(false);
        ctx.channel()
                .eventLoop()
                .schedule(() -> ctx.channel().config().setAutoRead(true), BACK_OFF_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (failing) {
            failing = false;
            LOG.info("event=accepting-again address={}", ctx.channel().localAddress());
        }
        ctx.fireChannelRead(accepted);
    }
}
