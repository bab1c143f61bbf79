package neman.stratum.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.Optional;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.session.DifficultyLimits;
import neman.stratum.session.LoopSessions;
import neman.stratum.session.MinerSession;
import neman.stratum.transport.ClientAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a connection's pipeline: events to its session. */
final class ConnectionHandler extends SimpleChannelInboundHandler<ClientRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    private final LoopSessions sessions;
    private final DifficultyLimits limits;
    private final Conduct conduct;
    private Optional<MinerSession> session = Optional.empty();

    ConnectionHandler(LoopSessions sessions, DifficultyLimits limits, Conduct conduct) {
        this.sessions = sessions;
        this.limits = limits;
        this.conduct = conduct;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        session = Optional.of(sessions.open(ctx.channel(), limits, conduct));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ClientRequest request) {
        session.ifPresent(receiver -> receiver.receive(request));
        if (!conduct.request()) {
            session.ifPresent(MinerSession::pauseReading);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.ifPresent(MinerSession::writabilityChanged);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.READER_IDLE) {
                session.ifPresent(idleSession -> idleSession.disconnect(Measure.IDLE_TIME));
            } else {
                session.ifPresent(MinerSession::keepAlive);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.ifPresent(sessions::close);
    }

    /** Broken sockets and lines that are too long; anything else is a bug, and ends only this connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            session.ifPresent(talker -> talker.disconnect(Measure.LINE_TOO_LONG));
        } else if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug(
                    "event=connection-broken address={} reason=\"{}\"",
                    ClientAddress.text(ctx.channel()),
                    cause.toString());
        } else {
            LOG.error("event=connection-failed address={}", ClientAddress.text(ctx.channel()), cause);
        }
        ctx.close();
    }
}
