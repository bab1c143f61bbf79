package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.ExtranonceRoom;
import org.junit.jupiter.api.Test;

class CoinbaseSectionTest {
    private static final String POOL = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private static final String OTHER = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";

    private static PoolConfiguration read(String yaml) throws ConfigurationException {
        return new ConfigurationReader("pool.yaml", Path.of("/etc/neman"), new Environment(Map.of())).read(yaml);
    }

    private static void assertFault(int line, String message, String yaml) {
        List<Fault> faults =
                assertThrows(ConfigurationException.class, () -> read(yaml)).faults();
        assertEquals(1, faults.size(), faults.toString());
        assertEquals(line, faults.get(0).line());
        assertTrue(faults.get(0).message().contains(message), faults.get(0).message());
    }

    @Test
    void theDefaultFitsEveryFirmware() throws Exception {
        CoinbasePlan plan = read("").job().coinbase();
        assertEquals(CoinbasePlan.of("/neman/"), plan);
        assertTrue(plan.largestBytes(34) <= CoinbasePlan.Firmware.NERD_MINER.coinbaseBytes());
        assertTrue(read("").job().emptyFirst());
    }

    @Test
    void readsDonationsAndSizes() throws Exception {
        PoolConfiguration configuration = read("""
                pool:
                  address: %s
                  donations:
                    - address: %s
                      percent: 0.5
                  commitment: %s
                job: {extranonce1-bytes: 6, extranonce2-bytes: 4, coinbase-max-bytes: 500, empty-first: false}
                """.formatted(POOL, OTHER, "5a".repeat(31) + "01"));
        CoinbasePlan plan = configuration.job().coinbase();
        assertEquals(50, plan.donations().get(0).basisPoints());
        assertEquals(OTHER, plan.donations().get(0).address().toString());
        assertEquals(new ExtranonceRoom(6, 4), plan.extranonce());
        assertEquals(Optional.of("01" + "5a".repeat(31)), plan.commitment().map(Hash256::toString));
        assertEquals(500, plan.maxBytes());
        assertEquals(false, configuration.job().emptyFirst());
    }

    @Test
    void whatCannotFitIsRefusedWithItsLine() {
        String donations = "[{address: %s, percent: 1}, {address: %s, percent: 1}]".formatted(POOL, OTHER);
        assertFault(
                2,
                "NerdMiner cannot hold it",
                "pool:\n  donations: %s\njob: {coinbase-max-bytes: 255}\n".formatted(donations));
        assertFault(2, "is 4 or 8", "job:\n  extranonce2-bytes: 6\n");
        assertFault(2, "not between 4 and 8", "job:\n  extranonce1-bytes: 3\n");
        assertFault(2, "not between 4 and 8", "job:\n  extranonce1-bytes: 9\n");
        assertFault(2, "64 hexadecimal digits", "pool:\n  commitment: 5a\n");
        assertFault(3, "not between 200 and", "job:\n  grace: 60s\n  coinbase-max-bytes: 100\n");
    }

    @Test
    void donationsAreOnceEachAndNotToThePool() {
        assertFault(
                4,
                "another output",
                "pool:\n  address: %s\n  donations:\n    - address: %s\n      percent: 1\n".formatted(POOL, POOL));
        assertFault(2, "at most 50 percent", "pool:\n  donations: [{address: %s, percent: 50.01}]\n".formatted(OTHER));
        assertFault(2, "above 0", "pool:\n  donations: [{address: %s, percent: 0}]\n".formatted(OTHER));
    }
}
