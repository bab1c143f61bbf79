package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedShare;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.ExtranonceRoom;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every size that can be configured, from the miner's subscribe to what an auditor recomputes out of the journal. */
class ExtranonceRoomTest {
    @TempDir
    private Path directory;

    private static CoinbasePlan plan(int extranonce1Bytes, int extranonce2Bytes) {
        return new CoinbasePlan(
                "/test/",
                new ExtranonceRoom(extranonce1Bytes, extranonce2Bytes),
                List.of(),
                Optional.empty(),
                CoinbasePlan.DEFAULT_MAX_BYTES);
    }

    @ParameterizedTest
    @CsvSource({"4, 8", "4, 4", "5, 4", "6, 8", "7, 8", "8, 4", "8, 8"})
    void aMinersSharesAreGoodAndRecomputableFromTheJournal(int extranonce1Bytes, int extranonce2Bytes)
            throws IOException {
        try (TestPool pool = TestPool.of(directory, plan(extranonce1Bytes, extranonce2Bytes))) {
            pool.work(1);
            URI url = URI.create("stratum+tcp://127.0.0.1:" + pool.address().getPort());
            MinerSettings settings = new MinerSettings(url, TestMiner.USER, "x", 1, 100_000, Duration.ofMillis(20));
            try (CpuMiner miner = new CpuMiner(settings, new MinerListener() {})) {
                miner.start();
                Await.until("three shares", () -> miner.accepted() >= 3);
                assertEquals(0, miner.rejected());
            }
            JobRecord job = pool.journal.of(JobRecord.class).get(0);
            List<ShareRecord> shares = pool.journal.of(ShareRecord.class);
            assertFalse(shares.isEmpty());
            for (ShareRecord share : shares) {
                Hash256 hash = SegmentVerifier.headerHash(job, sequenced(share));
                assertTrue(new Difficulty(share.difficultyUnits()).target().isMetBy(hash.toHeaderOrder(), 0));
            }
        }
    }

    private static SequencedShare sequenced(ShareRecord share) {
        return new SequencedShare(
                1,
                share.jobId(),
                1,
                1,
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    @ParameterizedTest
    @CsvSource({"4, 07", "6, 000007", "8, 0000000007"})
    void connectionsAreToldApartByInstanceAndSession(int bytes, String begin) throws IOException {
        try (TestPool pool = TestPool.of(directory, plan(bytes, 8))) {
            pool.work(1);
            try (TestMiner one = pool.connect().begin();
                    TestMiner other = pool.connect().begin()) {
                assertEquals(2 * bytes, one.extranonce1.length());
                assertTrue(one.extranonce1.startsWith(begin), one.extranonce1);
                assertTrue(other.extranonce1.startsWith(begin), other.extranonce1);
                assertNotEquals(one.extranonce1, other.extranonce1);
                one.assertAccepted(one.submit(one.solve(TestPool.EASY.target())));
                other.assertAccepted(other.submit(other.solve(TestPool.EASY.target())));
            }
        }
    }

    @Test
    void theRehearsalsSharesAreAcceptedWithShortExtranonces() {
        PortSettings port = new PortSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                TestPool.EASY,
                TestPool.EASY,
                TestPool.EASY,
                false);
        StratumSettings usual = StratumSettings.of(Network.REGTEST, Templates.POOL, "/test/", List.of(port), directory);
        StratumSettings settings = new StratumSettings(
                usual.network(),
                usual.poolAddress(),
                plan(6, 4),
                usual.ports(),
                usual.blockDirectory(),
                usual.jobGrace(),
                usual.emptyFirst(),
                usual.templates(),
                usual.versionRollingMask(),
                usual.limits(),
                usual.resume(),
                usual.farewell());
        Rehearsal.Played played = Rehearsal.play(settings, Duration.ofMillis(200));
        assertTrue(played.accepted() > played.connections(), played.toString());
    }
}
