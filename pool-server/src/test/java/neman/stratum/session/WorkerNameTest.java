package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import neman.bitcoin.Network;
import neman.stratum.defence.MessageLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerNameTest {
    /** BIP173's and BIP350's example keys. */
    private static final MessageLimits LIMITS = MessageLimits.DEFAULT;

    private static final String ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    @ParameterizedTest
    @CsvSource({"'',''", ".rig,rig", ".rig.2,rig.2", "_rig,rig", "_rig.2,rig.2", "/rig,rig", ".rig_2/3,rig_2/3", ".,''"
    })
    void cutsAtTheFirstSeparatorInUse(String end, String worker) {
        Optional<WorkerName> name = WorkerName.parse(Network.REGTEST, ADDRESS + end);
        assertEquals(worker, name.orElseThrow().worker());
        assertEquals(ADDRESS, name.orElseThrow().account().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'',NO_ADDRESS",
        "satoshi.rig,NO_ADDRESS",
        ".rig,NO_ADDRESS",
        "_rig,NO_ADDRESS",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4.rig,MAINNET_ADDRESS",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4,MAINNET_ADDRESS",
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2,MAINNET_ADDRESS",
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx,TESTNET_ADDRESS",
        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08x.rig,MISTYPED",
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3,MISTYPED",
        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.my rig,WORKER_NAME"
    })
    void saysWhatIsWrong(String user, NameRefusal refusal) {
        assertEquals(Optional.empty(), WorkerName.parse(Network.REGTEST, user));
        assertEquals(refusal, NameRefusal.of(Network.REGTEST, user, LIMITS));
    }

    @Test
    void tellsTheOtherNetworksOnMainnet() {
        assertEquals(NameRefusal.REGTEST_ADDRESS, NameRefusal.of(Network.MAINNET, ADDRESS + ".rig", LIMITS));
    }

    @Test
    void namesAreNoLongerThanFirmwareBears() {
        String longest = ADDRESS + "." + "w".repeat(LIMITS.workerCharacters());
        assertTrue(WorkerName.parse(Network.REGTEST, longest).isPresent());
        assertEquals(Optional.empty(), WorkerName.parse(Network.REGTEST, longest + "w"));
        assertEquals(NameRefusal.WORKER_NAME, NameRefusal.of(Network.REGTEST, longest + "w", LIMITS));
        String tooLong = ADDRESS + "." + "w".repeat(LIMITS.userCharacters() - ADDRESS.length());
        assertEquals(NameRefusal.TOO_LONG, NameRefusal.of(Network.REGTEST, tooLong, LIMITS));
    }

    @Test
    void aPoolCanWantShorterNames() {
        MessageLimits shorter = new MessageLimits(8192, 8, 200, 16, 16, 1024, 60, 8);
        String user = ADDRESS + ".rig-0001";
        assertTrue(WorkerName.parse(Network.REGTEST, user, shorter).isPresent());
        assertEquals(Optional.empty(), WorkerName.parse(Network.REGTEST, user + "2", shorter));
        assertEquals(NameRefusal.WORKER_NAME, NameRefusal.of(Network.REGTEST, user + "2", shorter));
        assertTrue(NameRefusal.WORKER_NAME
                .sentence(Network.REGTEST, shorter)
                .startsWith("Worker: 8 printable characters. "));
        String tooLong = ADDRESS + "." + "w".repeat(16);
        assertEquals(Optional.empty(), WorkerName.parse(Network.REGTEST, tooLong, shorter));
        assertEquals(NameRefusal.TOO_LONG, NameRefusal.of(Network.REGTEST, tooLong, shorter));
    }

    @Test
    void everyRefusalIsShortEnoughToBeShown() {
        for (NameRefusal refusal : NameRefusal.values()) {
            refusal.error(LIMITS); // throws where it is not
        }
    }

    @Test
    void aNameThatFirmwareCutIsFoundWhereOnlyOneBeginsSo() {
        AuthorizedWorkers workers = new AuthorizedWorkers(10);
        String whole = ADDRESS + ".hall-3-rack-17-shelf-2-left";
        String cut = whole.substring(0, AuthorizedWorkers.CUT_AT_CHARACTERS);
        assertTrue(workers.add(whole, WorkerName.parse(Network.REGTEST, whole).orElseThrow()));
        assertEquals(workers.find(whole), workers.find(cut));
        assertEquals(Optional.empty(), workers.find(cut.substring(1)));
        String other = cut + "-right";
        assertTrue(workers.add(other, WorkerName.parse(Network.REGTEST, other).orElseThrow()));
        assertEquals(Optional.empty(), workers.find(cut));
    }
}
