package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @Test
    void minersComeAndTheirSharesAreAcceptedAndNothingStays(@TempDir Path directory) {
        Path blocks = directory.resolve("blocks");
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        StratumSettings settings = StratumSettings.of(
                Network.REGTEST,
                Templates.POOL,
                "/test/",
                List.of(new PortSettings(taken, TestPool.EASY, TestPool.EASY, TestPool.EASY, false)),
                blocks);
        Rehearsal.Played played = Rehearsal.play(settings, Duration.ofMillis(200));
        assertTrue(played.connections() > 0, played.toString());
        assertTrue(played.accepted() > played.connections(), played.toString());
        assertFalse(Files.exists(blocks));
    }
}
