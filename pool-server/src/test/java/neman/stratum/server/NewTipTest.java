package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Optional;
import neman.bitcoin.node.ChainHeader;
import neman.stratum.miner.ShareSolver.Solution;
import neman.stratum.template.ChainTip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What miners hear of a new tip before its template is there. */
class NewTipTest {
    private static ChainTip tip(int number, int height) {
        return new ChainTip(
                new ChainHeader(
                        Templates.tip(number),
                        height,
                        1,
                        Optional.empty(),
                        Templates.HARD,
                        1_800_000_000L,
                        1_799_999_000L,
                        BigInteger.TEN),
                Optional.empty());
    }

    @Test
    void minersGetAnEmptyJobAtOnceAndTheFullOneBehindIt(@TempDir Path directory) throws IOException {
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                Solution ofOldTip = miner.solve(TestPool.EASY.target());
                pool.server.newTip(tip(2, 800_000));
                JsonNode empty = miner.readJob();
                assertTrue(empty.path(8).asBoolean(), "clean");
                assertEquals(0, empty.path(4).size(), "no transactions");
                miner.assertRefused(21, "Stale job", miner.submit(ofOldTip));
                Solution ofEmpty = miner.solve(TestPool.EASY.target());

                pool.server.work(Templates.template(
                        800_001,
                        Templates.tip(2),
                        Templates.HARD,
                        pool.clock.instant().getEpochSecond()));
                JsonNode full = miner.readJob();
                assertFalse(full.path(8).asBoolean(), "the tip is the same");
                assertEquals(2, full.path(4).size());
                miner.assertAccepted(miner.submit(ofEmpty));
                miner.assertAccepted(miner.submit(miner.solve(TestPool.EASY.target())));
            }
        }
    }

    @Test
    void aTipWhoseTemplateIsThereOrThatIsNoBetterTurnsNobodyAround(@TempDir Path directory) throws IOException {
        try (TestPool pool = new TestPool(directory, false)) {
            pool.server.newTip(tip(1, 799_999)); // nothing is known yet: there is nothing to make a job of
            assertFalse(pool.server.hasWork());
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                pool.server.newTip(tip(1, 799_999));
                pool.server.newTip(tip(9, 799_999));
                pool.server.newTip(tip(8, 799_998));
                miner.assertAccepted(miner.submit(miner.solve(TestPool.EASY.target())));
            }
        }
    }
}
