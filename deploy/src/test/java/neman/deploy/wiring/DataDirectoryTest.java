package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path directory;

    private static String refusal(Path path, Network network) {
        String message = assertThrows(PoolException.class, () -> DataDirectory.claim(path, network)
                        .close())
                .getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }

    @Test
    void isMadeAndGivenFreeAgain() throws Exception {
        Path path = directory.resolve("a/b");
        DataDirectory.claim(path, Network.SANDBOX).close();
        DataDirectory.claim(path, Network.SANDBOX).close();
        assertTrue(Files.isDirectory(path));
    }

    @Test
    void isOnePoolsAtATime() throws Exception {
        try (DataDirectory first = DataDirectory.claim(directory, Network.REGTEST)) {
            assertEquals(
                    "the data directory " + first.path() + " is in use by another pool (process "
                            + ProcessHandle.current().pid() + "); stop that one or choose another directory",
                    refusal(directory, Network.REGTEST));
        }
    }

    @Test
    void isOneNetworksForEver() throws Exception {
        DataDirectory.claim(directory, Network.REGTEST).close();
        assertEquals(
                "the data directory " + directory + " holds the books of regtest, not of mainnet; choose another",
                refusal(directory, Network.MAINNET));
        DataDirectory.claim(directory, Network.REGTEST).close();
    }

    @Test
    void saysWhyItCannotBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        String message = refusal(file.resolve("data"), Network.SANDBOX);
        assertTrue(message.startsWith("the data directory " + file.resolve("data") + " cannot be written ("), message);
        assertTrue(message.endsWith("or give this user the right to write there"), message);
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
                "SKIPPED: a small file system cannot be mounted here");
        try {
            fill(disk.resolve("filler"));
            assertEquals(
                    "the disk of the data directory " + disk.resolve("pool")
                            + " is full: 0 MiB are free, 256 MiB are needed; make room",
                    refusal(disk.resolve("pool"), Network.SANDBOX));
        } finally {
            run("umount", disk.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream filler = Files.newOutputStream(file)) {
            while (file.toFile().getUsableSpace() > 0) {
                filler.write(new byte[4096]);
            }
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }
}
