package neman.stratum.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A port that answers every line with the client's address and the line. */
final class PortServer implements AutoCloseable {
    private final EventLoopGroup loops = EventLoops.start(1);
    private final Channel listening;
    final Certificates certificates;

    PortServer(PortTransport transport, Duration patience) throws IOException {
        certificates = new Certificates(List.of(transport));
        ConnectionOpening opening =
                new ConnectionOpening(transport, certificates, patience, PortServer::isWelcome, PortServer::echo);
        listening = new ServerBootstrap()
                .group(loops)
                .channel(EventLoops.serverChannel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        opening.begin(channel);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Documentation's second network stands for the unwelcome. */
    private static boolean isWelcome(Channel channel) {
        return !AddressRange.parse("198.51.100.0/24").contains(ClientAddress.of(channel));
    }

    private static void echo(Channel channel) {
        channel.pipeline().addLast(new LineBasedFrameDecoder(1 << 20)).addLast(new Echo());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(address(), 5_000);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        certificates.close();
    }

    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
            byte[] address = ClientAddress.of(ctx.channel()).getHostAddress().getBytes(StandardCharsets.US_ASCII);
            byte[] space = {' '};
            byte[] end = {'\n'};
            ctx.writeAndFlush(Unpooled.wrappedBuffer(
                    Unpooled.wrappedBuffer(address, space), line.retain(), Unpooled.wrappedBuffer(end)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
