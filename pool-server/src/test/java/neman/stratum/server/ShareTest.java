package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;
import neman.stratum.miner.ShareSolver.Solution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of submits, over real TCP. */
class ShareTest {
    private static final Target EASY = TestPool.EASY.target();

    private TestPool pool;
    private TestMiner miner;

    @BeforeEach
    void connect(@TempDir Path directory) throws IOException {
        pool = new TestPool(directory, false);
        pool.work(1);
        miner = pool.connect().begin();
    }

    @AfterEach
    void close() throws IOException {
        miner.close();
        pool.close();
    }

    @Test
    void acceptsAShareAndJournalsItBehindItsJob() throws IOException {
        miner.assertAccepted(miner.submit(miner.solve(EASY)));

        ShareRecord share = pool.journal.of(ShareRecord.class).get(0);
        JobRecord job = pool.journal.of(JobRecord.class).get(0);
        assertEquals(job.jobId(), share.jobId());
        assertEquals("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", share.account());
        assertEquals("rig", share.worker());
        assertEquals(TestPool.EASY.units(), share.difficultyUnits());
        assertEquals(7, share.extranonce1() >>> 24);
        assertEquals(pool.clock.millis(), share.receivedMillis());
        assertEquals(Templates.VERSION, share.version());
    }

    @Test
    void refusesTheSameShareInAnySpelling() throws IOException {
        Solution share = miner.solve(EASY);
        miner.assertAccepted(miner.submit(share));
        miner.assertRefused(22, "Duplicate share", miner.submit(share));
        miner.assertRefused(22, "Duplicate share", miner.submit(share.upperCase()));
        miner.assertRefused(22, "Duplicate share", miner.submit(share.withJob("0" + share.jobId())));
        miner.assertRefused(
                22, "Duplicate share", miner.submit(share.params(TestMiner.USER).replace("]", ",\"00000000\"]")));
        miner.assertRefused(
                22,
                "Duplicate share",
                miner.submit(share.withNonce(share.nonce().replaceFirst("^0+(?=.)", ""))));
        assertEquals(1, pool.journal.of(ShareRecord.class).size());
    }

    @Test
    void refusesTheSameShareUnderAnotherNameOfTheConnection() throws IOException {
        String other = TestMiner.USER.replace(".rig", ".other");
        miner.assertAccepted(
                miner.call("{\"id\":5,\"method\":\"mining.authorize\",\"params\":[\"" + other + "\",null]}"));
        Solution share = miner.solve(EASY);
        miner.assertAccepted(miner.submit(share));
        miner.assertRefused(22, "Duplicate share", miner.submit(share.params(other)));
    }

    @Test
    void countsVersionBitsAsPartOfTheShare() throws IOException {
        miner.call("{\"id\":3,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                + "{\"version-rolling.mask\":\"1fffe000\"}]}");
        for (int bits : new int[] {0x2000, 0x4000}) {
            Solution share = miner.solveWith(EASY, bits, 0);
            miner.assertAccepted(submitWithVersion(share, String.format("%08x", bits)));
        }
        List<ShareRecord> shares = pool.journal.of(ShareRecord.class);
        assertEquals(Templates.VERSION | 0x2000, shares.get(0).version());
        assertEquals(Templates.VERSION | 0x4000, shares.get(1).version());
    }

    @Test
    void takesTheWholeVersionForTheChangedBits() throws IOException {
        miner.call("{\"id\":3,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{}]}");
        Solution share = miner.solveWith(EASY, 0x2000, 0);
        miner.assertAccepted(submitWithVersion(share, "20002000"));
    }

    @Test
    void refusesVersionBitsOutsideTheMaskAndStaysConnected() throws IOException {
        Solution share = miner.solve(EASY);
        miner.assertRefused(20, "Version bits outside the mask", submitWithVersion(share, "00002000"));
        miner.call("{\"id\":3,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                + "{\"version-rolling.mask\":\"00002000\"}]}");
        miner.assertRefused(20, "Version bits outside the mask", submitWithVersion(share, "00004000"));
        miner.assertAccepted(submitWithVersion(share, "00000000"));
    }

    private JsonNode submitWithVersion(Solution share, String version) throws IOException {
        return miner.submit(share.params(TestMiner.USER).replace("]", ",\"" + version + "\"]"));
    }

    @Test
    void refusesWhatDoesNotMeetTheDifficulty() throws IOException {
        Target easier = new Difficulty(1 << 8).target();
        miner.assertRefused(23, "Low difficulty share", miner.submit(miner.solveBetween(easier, EASY)));
        assertEquals(0, pool.journal.of(ShareRecord.class).size());
    }

    @Test
    void keepsTimeWithinConsensusBounds() throws IOException {
        miner.assertAccepted(miner.submit(miner.solveWith(EASY, 0, -600)));
        miner.assertAccepted(miner.submit(miner.solveWith(EASY, 0, 7_200)));
        miner.assertRefused(20, "Time too old", miner.submit(miner.solveWith(EASY, 0, -601)));
        miner.assertRefused(20, "Time too new", miner.submit(miner.solveWith(EASY, 0, 7_201)));
        miner.assertRefused(20, "Time too new", miner.submit(miner.solve(EASY).withTime("ffffffff")));
    }

    @Test
    void knowsUnknownJobsFromStaleOnes() throws IOException {
        Solution share = miner.solve(EASY);
        miner.assertRefused(21, "Job not found", miner.submit(share.withJob("1")));
        miner.assertRefused(21, "Job not found", miner.submit(share.withJob("not hex")));
        pool.work(2);
        miner.readJob();
        miner.assertRefused(21, "Stale job", miner.submit(share));
    }

    @Test
    void takesAReplacedJobOfTheSameTipForItsGrace() throws IOException {
        Solution inTime = miner.solve(EASY);
        Solution late = miner.solve(EASY);
        pool.work(1);
        assertEquals(false, miner.readJob().path(8).asBoolean(), "the tip is the same");
        pool.clock.advance(Duration.ofSeconds(60));
        miner.assertAccepted(miner.submit(inTime));
        pool.clock.advance(Duration.ofMillis(1));
        miner.assertRefused(21, "Stale job", miner.submit(late));
    }

    @Test
    void refusesAnotherSessionsVariantOfAJob() throws IOException {
        Solution share = miner.solve(EASY);
        long variant = Long.parseUnsignedLong(share.jobId(), 16) + 5;
        miner.assertRefused(21, "Job not found", miner.submit(share.withJob(Long.toHexString(variant))));
    }

    @Test
    void refusesByPrecedence() throws IOException {
        Solution share = miner.solve(EASY);
        String stranger = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.stranger";
        miner.assertRefused(
                24, "Unauthorized worker", miner.submit(share.withJob("1").params(stranger)));
        miner.assertRefused(21, "Job not found", miner.submit(share.withJob("1").withNonce("zz")));
        miner.assertRefused(20, "Malformed submit", miner.submit(share.withNonce("zz")));
        miner.assertRefused(20, "Malformed submit", miner.submit(share.withNonce("123456789")));
        miner.assertRefused(20, "Malformed submit", miner.submit(share.withNonce("")));
        miner.assertRefused(
                20, "Malformed submit", miner.submit("[\"" + TestMiner.USER + "\",\"" + share.jobId() + "\"]"));
        miner.assertRefused(20, "Wrong extranonce2 length", miner.submit(share.withExtranonce2("00000001")));
        miner.assertRefused(24, "Unauthorized worker", miner.submit("[]"));
        try (TestMiner fresh = pool.connect()) {
            fresh.assertRefused(25, "Not subscribed", fresh.submit(share));
        }
    }

    @Test
    void answersTrueOnlyWhenTheRecordIsForcedAndInRequestOrder() throws IOException {
        Solution first = miner.solve(EASY);
        Solution second = miner.solve(EASY);
        pool.journal.mode(MemoryJournal.Mode.HOLD);
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":" + first.params(TestMiner.USER) + "}");
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":" + first.params(TestMiner.USER) + "}");
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":" + second.params(TestMiner.USER) + "}");
        miner.send("{\"id\":\"last\",\"method\":\"mining.extranonce.subscribe\",\"params\":[]}");
        Await.until("both shares are with the journal", () -> pool.journal.heldCount() == 2);
        pool.journal.force(1);
        pool.journal.force(0);

        miner.assertAccepted(miner.read());
        miner.assertRefused(22, "Duplicate share", miner.read());
        miner.assertAccepted(miner.read());
        assertEquals("last", miner.read().path("id").asText());
    }

    @Test
    void answersAnErrorWhenTheForceFailsAndDoesNotCreditTheShareTwice() throws IOException {
        Solution share = miner.solve(EASY);
        pool.journal.mode(MemoryJournal.Mode.HOLD);
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":" + share.params(TestMiner.USER) + "}");
        Await.until("the share is with the journal", () -> pool.journal.heldCount() == 1);
        pool.journal.fail(0);
        miner.assertRefused(20, "Share could not be stored", miner.read());
        miner.assertRefused(22, "Duplicate share", miner.submit(share));
    }

    @Test
    void letsAMinerSendAgainWhatAFullJournalDidNotTake() throws IOException {
        Solution share = miner.solve(EASY);
        pool.journal.mode(MemoryJournal.Mode.REFUSE);
        miner.assertRefused(20, "Share could not be stored", miner.submit(share));
        pool.journal.mode(MemoryJournal.Mode.FORCE_AT_ONCE);
        miner.assertAccepted(miner.submit(share));
    }

    @Test
    void writesAJobThatTheJournalDidNotTakeBeforeItsFirstShare() throws IOException {
        pool.journal.mode(MemoryJournal.Mode.REFUSE);
        pool.work(1);
        miner.readJob();
        pool.journal.mode(MemoryJournal.Mode.FORCE_AT_ONCE);
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
        assertEquals(2, pool.journal.of(JobRecord.class).size());
        assertEquals(
                pool.journal.of(JobRecord.class).get(1).jobId(),
                pool.journal.of(ShareRecord.class).get(0).jobId());
    }

    @Test
    void judgesAndCreditsAtTheEasierDifficultyUntilTheNextJob() throws IOException {
        Difficulty harder = new Difficulty(TestPool.EASY.units() * 4);
        Solution before = miner.solveBetween(EASY, harder.target());
        miner.assertAccepted(miner.call("{\"id\":9,\"method\":\"mining.suggest_difficulty\",\"params\":["
                + harder.toDecimal().toPlainString() + "]}"));
        JsonNode told = miner.read();
        assertEquals(0, harder.toDecimal().compareTo(told.path("params").path(0).decimalValue()));
        String oldId = before.jobId();
        String newId = miner.readJob().path(0).asText();
        assertTrue(!oldId.equals(newId) && !miner.job.path(8).asBoolean(), "the same work under another id");

        miner.assertAccepted(miner.submit(before));
        Solution tooEasy = miner.solveBetween(EASY, harder.target());
        miner.assertRefused(23, "Low difficulty share", miner.submit(tooEasy));
        miner.assertRefused(22, "Duplicate share", miner.submit(before.withJob(newId)));
        miner.assertAccepted(miner.submit(miner.solve(harder.target())));

        List<ShareRecord> shares = pool.journal.of(ShareRecord.class);
        assertEquals(TestPool.EASY.units(), shares.get(0).difficultyUnits());
        assertEquals(harder.units(), shares.get(1).difficultyUnits());
        assertEquals(shares.get(0).jobId(), shares.get(1).jobId(), "the journal knows one job");
    }

    @Test
    void aStepDownMakesRunningJobsEasier() throws IOException {
        Difficulty easier = new Difficulty(TestPool.EASY.units() / 4);
        Solution share = miner.solveBetween(easier.target(), EASY);
        miner.assertRefused(23, "Low difficulty share", miner.submit(share));
        miner.call("{\"id\":9,\"method\":\"mining.suggest_difficulty\",\"params\":["
                + easier.toDecimal().toPlainString() + "]}");
        miner.read();
        miner.readJob();
        miner.assertAccepted(miner.submit(share));
        assertEquals(easier.units(), pool.journal.of(ShareRecord.class).get(0).difficultyUnits());
    }

    @Test
    void aBlockIsRecordedWhateverIsWrongWithItsShare() throws IOException {
        pool.work(Templates.tip(2), Templates.TRIVIAL);
        miner.read(); // the network is easier now, so the difficulty is too
        miner.readJob();
        Target trivial = Target.ofCompact(Templates.TRIVIAL);
        Solution stale = miner.solve(trivial);
        Solution tooEarly = miner.solveWith(trivial, 0, -601);
        String stranger = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.stranger";

        miner.assertRefused(20, "Time too old", miner.submit(tooEarly));
        miner.assertRefused(
                24, "Unauthorized worker", miner.submit(miner.solve(trivial).params(stranger)));
        pool.work(3);
        miner.read();
        miner.readJob();
        miner.assertRefused(21, "Stale job", miner.submit(stale));
        miner.assertRefused(21, "Stale job", miner.submit(stale));

        List<BlockRecord> blocks = pool.journal.of(BlockRecord.class);
        assertEquals(3, blocks.size());
        assertTrue(blocks.stream().allMatch(block -> block.solution().difficultyUnits() == 0));
        assertEquals("stranger", blocks.get(1).solution().worker());
    }

    @Test
    void aBlocksRecordStandsBeforeItsShare() throws IOException {
        pool.work(Templates.tip(2), Templates.TRIVIAL);
        miner.read();
        miner.readJob();
        miner.assertAccepted(miner.submit(miner.solve(Target.ofCompact(Templates.TRIVIAL))));
        assertEquals(1, pool.journal.of(BlockRecord.class).size());
        assertEquals(
                pool.journal.of(ShareRecord.class).get(0),
                pool.journal.of(BlockRecord.class).get(0).solution());
    }
}
