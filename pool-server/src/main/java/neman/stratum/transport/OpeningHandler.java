package neman.stratum.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the pipeline until a connection is served: takes the PROXY header where one is due, looks at the first byte after
 * it, and then leaves. A connection that keeps it waiting is closed.
 */
final class OpeningHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(OpeningHandler.class);

    /** The content type of a TLS record that carries a handshake (RFC 8446 §5.1): no line of JSON begins so. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private final ConnectionOpening opening;
    /** The load balancer whose header is due. */
    private Optional<InetAddress> proxy;

    private Future<?> deadline;

    OpeningHandler(ConnectionOpening opening, Optional<InetAddress> proxy) {
        this.opening = opening;
        this.proxy = proxy;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline =
                ctx.executor().schedule(() -> expired(ctx), opening.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expired(ChannelHandlerContext ctx) {
        refuse(ctx, proxy.isPresent() ? "no PROXY header in time" : "nothing sent in time");
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        LOG.debug(
                "event=connection-refused address={} reason=\"{}\"",
                ctx.channel().remoteAddress(),
                reason);
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!ctx.channel().isActive()) {
            ReferenceCountUtil.release(message); // what a refused connection had sent ahead
        } else if (message instanceof HAProxyMessage header) {
            takeHeader(ctx, header);
        } else {
            takeBytes(ctx, (ByteBuf) message);
        }
    }

    private void takeHeader(ChannelHandlerContext ctx, HAProxyMessage header) {
        try {
            InetAddress client = clientOf(header).orElse(proxy.orElseThrow());
            proxy = Optional.empty();
            opening.admit(ctx.channel(), client);
        } finally {
            header.release();
        }
    }

    /** Empty where the load balancer speaks for itself, as its health checks do, or came by something other than IP. */
    private static Optional<InetAddress> clientOf(HAProxyMessage header) {
        return Optional.ofNullable(header.sourceAddress()).map(NetUtil::createInetAddressFromIpAddressString);
    }

    private void takeBytes(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        serve(ctx, bytes);
        ctx.fireChannelRead(bytes);
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    /** Decides by the first byte, which stays where it is. */
    private void serve(ChannelHandlerContext ctx, ByteBuf bytes) {
        boolean tls = bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE;
        if (tls && opening.servesTls()) {
            opening.serveTls(ctx.channel());
        } else if (ProxyHeader.beginsIn(bytes)) {
            opening.refuseHeader(ctx.channel());
        } else if (opening.servesPlain()) {
            opening.servePlain(ctx.channel());
        } else {
            LOG.debug("event=connection-refused address={} reason=\"not TLS\"", ClientAddress.text(ctx.channel()));
            LingeringClose.of(ctx.channel());
        }
    }

    /** Broken sockets, and headers that are none. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, String.valueOf(cause.getMessage()));
    }
}
