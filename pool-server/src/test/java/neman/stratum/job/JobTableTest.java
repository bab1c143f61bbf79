package neman.stratum.job;

import static neman.stratum.job.JobTable.Standing.GOOD;
import static neman.stratum.job.JobTable.Standing.STALE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import org.junit.jupiter.api.Test;

class JobTableTest {
    private static final PayoutAddress POOL =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    private final JobTable table = new JobTable(Duration.ofSeconds(60));
    private final JobFactory factory = factory(1, 1);

    private static JobFactory factory(int instance, int start) {
        return new JobFactory(Network.REGTEST, new InstanceIdentity(instance, start), POOL, CoinbasePlan.of("/test/"));
    }

    private static BlockTemplate template(int tip, String... rules) {
        Hash256 previous = Hash256.ofDoubleSha256(new byte[] {(byte) tip});
        return new BlockTemplate(
                100,
                1,
                previous,
                0x1d00ffff,
                1_000,
                2_000,
                50,
                Optional.empty(),
                List.of(),
                List.of(rules),
                Optional.empty());
    }

    @Test
    void oldJobsOfTheTipAreGoodForTheGrace() {
        Job first = factory.create(template(1));
        assertTrue(table.replaceCurrent(first, 0));
        assertEquals(GOOD, table.standing(first, 1_000_000));
        Job second = factory.create(template(1));
        assertFalse(table.replaceCurrent(second, 1_000_000));
        assertEquals(GOOD, table.standing(first, 1_060_000));
        assertEquals(STALE, table.standing(first, 1_060_001));
        assertEquals(GOOD, table.standing(second, 1_060_001));
    }

    @Test
    void aNewTipEndsAllJobsOfTheOldOneAtOnceButKeepsThemForTheBlockTest() {
        Job old = factory.create(template(1));
        table.replaceCurrent(old, 0);
        assertTrue(table.replaceCurrent(factory.create(template(2)), 10));
        assertEquals(STALE, table.standing(old, 10));
        assertEquals(Optional.of(old), table.find(old.id() + 3));
    }

    @Test
    void forgetsTheOldest() {
        Job oldest = factory.create(template(1));
        table.replaceCurrent(oldest, 0);
        for (int i = 1; i < JobTable.MAX_JOBS; i++) {
            table.replaceCurrent(factory.create(template(1)), i);
        }
        assertEquals(Optional.of(oldest), table.find(oldest.id()));
        table.replaceCurrent(factory.create(template(1)), 0);
        assertEquals(Optional.empty(), table.find(oldest.id()));
        assertEquals(STALE, table.standing(oldest, 0));
    }

    @Test
    void forgetsAllTipsButTheCurrentOneAndTheOneBefore() {
        Job first = factory.create(template(1));
        Job second = factory.create(template(2));
        table.replaceCurrent(first, 0);
        table.replaceCurrent(second, 0);
        assertEquals(Optional.of(first), table.find(first.id()));
        table.replaceCurrent(factory.create(template(3)), 0);
        assertEquals(Optional.empty(), table.find(first.id()));
        assertEquals(Optional.of(second), table.find(second.id()));
    }

    @Test
    void idsOfInstancesAndStartsDiffer() {
        Set<Long> ids = new HashSet<>();
        for (JobFactory each : List.of(factory(0, 1), factory(0, 2), factory(255, 1), factory(1, 0xffffff))) {
            ids.add(each.create(template(1)).id());
            ids.add(each.create(template(1)).id());
        }
        assertEquals(8, ids.size());
        assertTrue(ids.stream().allMatch(id -> JobNumbers.jobOf(id) == id && id != 0));
    }

    @Test
    void refusesRulesThatItDoesNotUnderstand() {
        assertThrows(IllegalArgumentException.class, () -> factory.create(template(1, "csv", "!newrule")));
        factory.create(template(1, "csv", "newrule", "!segwit", "taproot"));
    }

    @Test
    void worksAtTheEarliestAllowedTimeWhereTheNodesClockIsBehind() {
        BlockTemplate behind = new BlockTemplate(
                100,
                1,
                Hash256.ZERO,
                0x1d00ffff,
                3_000,
                2_000,
                50,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
        assertEquals(3_000, factory.create(behind).journalRecord().timeSeconds());
    }
}
