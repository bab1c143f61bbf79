package neman.stratum.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.ExtranonceRoom;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Defence;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.miner.ShareSolver;
import neman.stratum.miner.ShareSolver.Solution;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.LineDecoder;
import neman.stratum.session.DifficultyLimits;
import neman.stratum.session.LoopSessions;
import neman.stratum.session.MinerSession;
import neman.stratum.session.PoolServices;
import neman.stratum.session.ResumableSessions;
import neman.stratum.session.SessionClaims;

/** A pool without sockets in which nothing is left to chance: the same bytes get the same answers in every run. */
final class TranscriptPool {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InstanceIdentity IDENTITY = new InstanceIdentity(7, 3);
    private static final DifficultyLimits LIMITS =
            new DifficultyLimits(TestPool.EASY, new Difficulty(1), Difficulty.of("1000000"), false);

    /** Every run looks for the same shares. */
    private static final Map<String, Solution> SOLVED = new ConcurrentHashMap<>();

    private final ManualClock clock = new ManualClock();
    private final JobTable jobs = new JobTable(Duration.ofSeconds(60));
    private final JobFactory factory =
            new JobFactory(Network.REGTEST, IDENTITY, Templates.POOL, CoinbasePlan.of("/test/"));
    private final PoolServices services = new PoolServices(
            Network.REGTEST,
            Templates.POOL,
            ExtranonceRoom.DEFAULT,
            StratumSettings.DEFAULT_VERSION_ROLLING_MASK,
            jobs,
            new MemoryJournal(),
            block -> {},
            new ResumableSessions(IDENTITY, ResumeLimits.DEFAULT, new Random(1), clock),
            SessionClaims.NONE,
            clock);
    private final Queue<String> said = new ArrayDeque<>();
    private Connection connection;
    private int tip;
    private JsonNode job = JSON.nullNode();
    private Difficulty difficulty = TestPool.EASY;

    TranscriptPool() {
        replaceJob();
        connection = new Connection();
    }

    private final class Connection extends SimpleChannelInboundHandler<ClientRequest> {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final LoopSessions sessions = new LoopSessions(services, channel.eventLoop());
        private final MinerSession session = sessions.open(channel, LIMITS, conduct());

        Connection() {
            channel.pipeline().addLast(new LineDecoder(), this);
        }

        private Conduct conduct() {
            Defence defence = new Defence(DefenceLimits.DEFAULT, clock);
            return defence.admit(InetAddress.getLoopbackAddress()).orElseThrow();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ClientRequest request) {
            session.receive(request);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            sessions.close(session);
        }

        private void read() {
            channel.runPendingTasks();
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                for (String line : bytes.toString(StandardCharsets.UTF_8).split("\n")) {
                    said.add(line);
                    learn(line);
                }
                bytes.release();
            }
        }
    }

    /** What the pool hears, in the pieces in which it arrives; nothing once it has hung up. */
    void hear(byte[] bytes, int from, int to) {
        if (!isConnected()) {
            return;
        }
        connection.channel.writeInbound(Unpooled.copiedBuffer(Arrays.copyOfRange(bytes, from, to)));
        connection.read();
    }

    /** The next line that the pool said, without its LF; empty where it is silent. */
    Optional<String> nextLine() {
        return Optional.ofNullable(said.poll());
    }

    boolean isConnected() {
        return connection.channel.isOpen();
    }

    void breakConnection() {
        connection.channel.close();
        connection = new Connection();
    }

    void newTip() {
        tip++;
        newJob();
    }

    void newJob() {
        replaceJob();
        connection.sessions.broadcast();
        connection.read();
    }

    private void replaceJob() {
        jobs.replaceCurrent(
                factory.create(Templates.template(
                        800_000,
                        Templates.tip(tip),
                        Templates.HARD,
                        clock.instant().getEpochSecond())),
                clock.millis());
    }

    void later(Duration by) {
        clock.advance(by);
    }

    private void learn(String line) {
        JsonNode message = json(line);
        if (message.path("method").asText().equals("mining.notify")) {
            job = message.path("params");
        } else if (message.path("method").asText().equals("mining.set_difficulty")) {
            difficulty = Difficulty.of(message.path("params").path(0).asText());
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the pool said what is no JSON: " + line, e);
        }
    }

    /** A share of the last job at the last difficulty. */
    Solution solve(String extranonce1, long extranonce2, int versionBits) {
        Target target = difficulty.target();
        return SOLVED.computeIfAbsent(
                job + extranonce1 + extranonce2 + versionBits + difficulty,
                unsolved -> ShareSolver.solve(
                        job, extranonce1, extranonce2, target, Target.of(BigInteger.ONE), versionBits, 0));
    }
}
