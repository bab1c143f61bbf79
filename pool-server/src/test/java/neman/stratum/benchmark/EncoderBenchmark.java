package neman.stratum.benchmark;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import neman.stratum.job.Job;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.RequestId;
import neman.stratum.protocol.RequestParser;
import neman.stratum.protocol.ServerLines;
import neman.stratum.share.Refusal;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a verdict, and from a job, to bytes. */
@State(Scope.Thread)
public class EncoderBenchmark {
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final Job job = ValidatorBenchmark.job();
    private final RequestId id = id();

    private static RequestId id() {
        byte[] line = "{\"id\":4711,\"method\":\"mining.ping\",\"params\":[]}".getBytes(StandardCharsets.UTF_8);
        return ((ClientRequest.UnknownMethod) new RequestParser().parse(line, 0, line.length)).id();
    }

    @Benchmark
    public int accepted() {
        return release(ServerLines.accepted(allocator, id));
    }

    @Benchmark
    public int refused() {
        return release(ServerLines.refused(allocator, id, Refusal.LOW_DIFFICULTY.error()));
    }

    /** One session's part of a broadcast. */
    @Benchmark
    public int notification() {
        return release(job.notification(job.id(), true));
    }

    private static int release(ByteBuf line) {
        int bytes = line.readableBytes();
        line.release();
        return bytes;
    }
}
