package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.stratum.defence.Defence;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.protocol.RequestParser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to a miner that would leave because it hears nothing. */
class KeepAliveTest {
    private static final InstanceIdentity IDENTITY = new InstanceIdentity(7, 3);
    private static final InstantSource CLOCK = () -> Instant.ofEpochSecond(1_800_000_000);
    private static final PayoutAddress POOL =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
    private static final CoinbasePlan COINBASE = CoinbasePlan.of("/test/");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MinerSession session = new LoopSessions(services(), channel.eventLoop())
            .open(
                    channel,
                    new DifficultyLimits(Difficulty.ONE, Difficulty.ONE, Difficulty.ONE, false),
                    new Defence(DefenceLimits.DEFAULT, CLOCK)
                            .admit(InetAddress.getLoopbackAddress())
                            .orElseThrow());

    private static PoolServices services() {
        JobTable jobs = new JobTable(Duration.ofMinutes(1));
        jobs.replaceCurrent(
                new JobFactory(Network.REGTEST, IDENTITY, POOL, COINBASE).create(template()), CLOCK.millis());
        return new PoolServices(
                Network.REGTEST,
                POOL,
                COINBASE.extranonce(),
                0,
                jobs,
                (waiter, first, behind) -> false,
                block -> {},
                new ResumableSessions(IDENTITY, ResumeLimits.DEFAULT, new Random(1), CLOCK),
                SessionClaims.NONE,
                CLOCK);
    }

    private static BlockTemplate template() {
        return new BlockTemplate(
                800_000,
                0x20000000,
                Hash256.ofDoubleSha256(new byte[] {1}),
                0x1d00ffff,
                1,
                2,
                5_000_000_000L,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void say(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        session.receive(new RequestParser().parse(bytes, 0, bytes.length));
    }

    private String hear() {
        channel.flush();
        StringBuilder heard = new StringBuilder();
        for (ByteBuf line = channel.readOutbound(); line != null; line = channel.readOutbound()) {
            heard.append(line.toString(StandardCharsets.UTF_8));
            line.release();
        }
        return heard.toString();
    }

    @ParameterizedTest
    @CsvSource({"cgminer/4.11.1, mining.ping", "cpuminer/2.5.1, mining.set_difficulty"})
    void oneThatAnswersIsPingedAndOthersHearTheirDifficultyAgain(String agent, String method) {
        say("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"" + agent + "\"]}");
        session.keepAlive();
        assertEquals(1, hear().lines().count(), "nothing but the answer before there is work");
        say("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + POOL + "\",\"x\"]}");
        hear();
        session.keepAlive();
        String said = hear();
        assertEquals(1, said.lines().count(), said);
        assertEquals(true, said.contains("\"" + method + "\""), said);
    }
}
