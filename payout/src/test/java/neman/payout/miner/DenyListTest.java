package neman.payout.miner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import neman.bitcoin.Network;
import neman.payout.TestPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenyListTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("deny.txt");
    }

    @Test
    void theNewFileHoldsFromItsReloadOnAndNotBefore() throws IOException {
        Files.writeString(file, TestPool.ALICE + "\r\n# " + TestPool.OTHERS + "\r\n\r\n");
        DenyList list = DenyList.read(file, Network.REGTEST);
        assertTrue(list.contains(TestPool.ALICE));
        assertFalse(list.contains(TestPool.OTHERS));
        Files.writeString(file, TestPool.BOB.toString());
        assertFalse(list.contains(TestPool.BOB));
        assertEquals(1, list.reload());
        assertTrue(list.contains(TestPool.BOB));
        assertFalse(list.contains(TestPool.ALICE));
    }

    @Test
    void aFileThatCannotBeReadLeavesTheOldOneInForce() throws IOException {
        Files.writeString(file, TestPool.ALICE.toString());
        DenyList list = DenyList.read(file, Network.REGTEST);
        Files.writeString(file, TestPool.BOB + "\nbc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4\n");
        IOException refused = assertThrows(IOException.class, list::reload);
        assertTrue(refused.getMessage().startsWith(file + " line 2: "), refused.getMessage());
        assertTrue(list.contains(TestPool.ALICE));
        assertFalse(list.contains(TestPool.BOB));
        Files.delete(file);
        assertThrows(IOException.class, list::reload);
        assertTrue(list.contains(TestPool.ALICE));
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        IOException noText = assertThrows(IOException.class, () -> DenyList.read(file, Network.REGTEST));
        assertEquals(file + " is not a text in UTF-8", noText.getMessage());
        Path none = directory.resolve("none");
        IOException noFile = assertThrows(IOException.class, () -> DenyList.read(none, Network.REGTEST));
        assertEquals(none + " does not exist", noFile.getMessage());
    }

    @Test
    void nobodyIsDeniedWithoutAFile() throws IOException {
        assertEquals(0, DenyList.NONE.reload());
        assertFalse(DenyList.NONE.contains(TestPool.ALICE));
    }
}
