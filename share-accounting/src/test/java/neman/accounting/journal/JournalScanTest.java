package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import neman.bitcoin.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalScanTest {
    private static final int SHARES = 20;

    @TempDir
    Path directory;

    private final Random random = new Random(3);
    private final List<JournalEntry> read = new ArrayList<>();
    private Path file;
    private byte[] whole;
    private List<JournalEntry> written;

    @BeforeEach
    void writeAJournal() throws IOException {
        CountingWaiter waiter = new CountingWaiter();
        InstanceIdentity identity = new InstanceIdentity(7, 1);
        try (ShareJournal journal = ShareJournal.open(JournalSettings.of(directory, Network.SANDBOX, identity))) {
            journal.append(waiter, Records.job(1, random));
            for (int i = 1; i <= SHARES; i++) {
                journal.append(waiter, Records.share(1, random));
                waiter.awaitDurable(i); // a force of its own for most of them
            }
        }
        file = JournalScan.files(directory).get(0);
        whole = Files.readAllBytes(file);
        assertEquals(List.of(), scan().damages());
        written = List.copyOf(read);
    }

    private JournalScan.Findings scan() throws IOException {
        read.clear();
        return JournalScan.scan(file, read::add);
    }

    private List<JournalPosition> positions() {
        return read.stream().map(JournalEntry::position).toList();
    }

    @Test
    void anIntactFileIsToldWhole() throws IOException {
        JournalScan.Findings findings = scan();
        assertEquals(SHARES + 1, read.size());
        assertEquals(1, findings.jobs());
        assertEquals(SHARES, findings.shares());
        assertEquals(whole.length, findings.end());
        assertEquals(0, findings.tornBytes());
        assertEquals(7, findings.header().orElseThrow().identity().number());
    }

    @Test
    void aDamagedByteCostsItsOwnRecordOnly() throws IOException {
        for (int victim = 1; victim < SHARES; victim++) {
            long start = written.get(victim).position().offset();
            long end = written.get(victim).end().offset();
            byte[] damaged = whole.clone();
            damaged[(int) start + random.nextInt((int) (end - start))] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            JournalScan.Findings findings = scan();
            assertEquals(SHARES, read.size());
            assertFalse(positions().contains(written.get(victim).position()));
            assertEquals(1, findings.damages().size());
            assertEquals(start, findings.damages().get(0).from());
            assertEquals(end, findings.damages().get(0).to());
        }
    }

    @Test
    void recordsBehindADamagedHeaderAreRead() throws IOException {
        Files.write(file, new byte[] {1, 2, 3});
        assertTrue(scan().header().isEmpty());
        byte[] damaged = whole.clone();
        damaged[20] ^= 1;
        Files.write(file, damaged);
        assertTrue(scan().header().isEmpty());
        assertEquals(SHARES + 1, read.size());
    }

    @Test
    void roomThatWasPreparedIsNoDamageAndATornTailIsToldApart() throws IOException {
        Files.write(file, Arrays.copyOf(whole, whole.length + 100_000));
        JournalScan.Findings findings = scan();
        assertEquals(List.of(), findings.damages());
        assertEquals(whole.length, findings.end());
        assertEquals(0, findings.tornBytes());
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        findings = scan();
        assertEquals(List.of(), findings.damages());
        assertEquals(SHARES, read.size());
        assertTrue(findings.tornBytes() > 0);
    }

    @Test
    void whatTheNextFileSaysIsMissingIsDamage() throws IOException {
        ShareJournal.open(JournalSettings.of(directory, Network.SANDBOX, new InstanceIdentity(7, 2)))
                .close();
        assertEquals(List.of(), scan().damages());
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));
        JournalScan.Findings findings = scan();
        assertEquals(whole.length, findings.damages().get(0).to());
    }

    @Test
    void nothingIsTakenFromNoise() throws IOException {
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        Files.write(file, noise);
        scan();
        assertEquals(List.of(), read);
        Path other = Files.write(directory.resolve("notes.txt"), noise);
        assertThrows(IOException.class, () -> JournalScan.scan(other, read::add));
    }

    /** After kill -9 the file ends in prepared room: that is no torn tail, and nothing of it is cut but the zeros. */
    @Test
    void aStartCutsPreparedRoom() throws IOException {
        Files.write(file, Arrays.copyOf(whole, whole.length + JournalFile.FILL_BYTES));
        ShareJournal.open(JournalSettings.of(directory, Network.SANDBOX, new InstanceIdentity(7, 2)))
                .close();
        assertEquals(whole.length, Files.size(file));
        scan();
        assertEquals(written.size(), read.size());
    }
}
