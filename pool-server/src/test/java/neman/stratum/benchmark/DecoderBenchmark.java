package neman.stratum.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.LineDecoder;
import neman.stratum.protocol.RequestParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From bytes to a submit. */
@State(Scope.Thread)
public class DecoderBenchmark {
    private static final int LINES = 16;

    /** As cgminer writes it. */
    private static final byte[] SUBMIT =
            ("{\"params\": [\"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.rig\", \"107a5b200000010\", \"0000000000000001\","
                            + " \"6921f4a0\", \"1a2b3c4d\", \"00c00000\"], \"id\": 4711, \"method\": \"mining.submit\"}\n")
                    .getBytes(StandardCharsets.UTF_8);

    private final RequestParser parser = new RequestParser();
    private final ByteBuf lines = Unpooled.directBuffer();
    private long seen;
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new LineDecoder(), new SimpleChannelInboundHandler<ClientRequest>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, ClientRequest request) {
                    seen += request == null ? 0 : 1;
                }
            });

    public DecoderBenchmark() {
        for (int i = 0; i < LINES; i++) {
            lines.writeBytes(SUBMIT);
        }
    }

    /** One line, without Netty. */
    @Benchmark
    public ClientRequest parse() {
        return parser.parse(SUBMIT, 0, SUBMIT.length - 1);
    }

    /** Sixteen lines of one read; the figures are for one of them. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public long decode() {
        channel.writeInbound(lines.retainedDuplicate());
        return seen;
    }
}
