package neman.stratum.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection so that the other side sees an end: closing a socket while bytes still arrive would send a reset, which
 * reads like a broken network. Says goodbye, throws away what comes, and closes when the other side does or after a second.
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {
    private static final int PATIENCE_SECONDS = 1;

    private LingeringClose() {}

    static void of(Channel channel) {
        channel.pipeline().addLast(new LingeringClose());
        ((DuplexChannel) channel).shutdownOutput();
        channel.eventLoop().schedule(() -> channel.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
