package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareJournalTest {
    private static final JournalPosition FAR = new JournalPosition(Long.MAX_VALUE, 0);

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final CountingWaiter waiter = new CountingWaiter();

    private JournalSettings settings(int start, long rollBytes) {
        return new JournalSettings(
                directory,
                Network.SANDBOX,
                new InstanceIdentity(7, start),
                Duration.ofMillis(1),
                Durability.DISK,
                rollBytes,
                1024);
    }

    private JournalSettings settings(int start) {
        return settings(start, 1 << 20);
    }

    private List<JournalEntry> readAll(JournalPosition limit) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        try (JournalReader reader = new JournalReader(directory, JournalPosition.START)) {
            for (Optional<JournalBatch> batch = reader.next(limit, 4096);
                    batch.isPresent();
                    batch = reader.next(limit, 4096)) {
                entries.addAll(batch.get().entries());
            }
        }
        return entries;
    }

    private static List<ShareRecord> shares(List<JournalEntry> entries) {
        return entries.stream()
                .map(JournalEntry::record)
                .filter(ShareRecord.class::isInstance)
                .map(ShareRecord.class::cast)
                .toList();
    }

    /** Appends where the queue has room. */
    private void append(ShareJournal journal, JournalRecord... records) {
        CountingWaiter.await(() -> journal.append(waiter, records));
    }

    private List<Path> files() throws IOException {
        return new JournalDirectory(directory)
                .journals().stream().map(new JournalDirectory(directory)::file).toList();
    }

    @Test
    void whatIsAcknowledgedCanBeReadInOrder() throws IOException {
        JobRecord job = Records.job(1, random);
        List<ShareRecord> appended = new ArrayList<>();
        JournalPosition end;
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            append(journal, job);
            for (int i = 0; i < 500; i++) {
                appended.add(Records.share(1, random));
                append(journal, appended.get(i));
            }
            waiter.awaitDurable(501);
            end = journal.durablePosition();
        }
        List<JournalEntry> read = readAll(end);
        assertEquals(0, waiter.failed());
        assertArrayEquals(RecordCodec.jobBytes(job), RecordCodec.jobBytes((JobRecord)
                read.get(0).record()));
        assertEquals(appended, shares(read));
    }

    @Test
    void everyRecordTypeSurvives() throws IOException {
        ShareRecord share = Records.share(1, random);
        BlockRecord block = new BlockRecord(Records.hash(random), 812, share);
        BarrierRecord barrier = new BarrierRecord(Records.hash(random));
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            append(journal, Records.job(1, random), block, share, barrier);
        }
        List<JournalRecord> read =
                readAll(FAR).stream().map(JournalEntry::record).skip(1).toList();
        assertEquals(List.of(block, share, barrier), read);
    }

    @Test
    void manyThreadsShareForces() throws Exception {
        FailingDisk disk = new FailingDisk();
        JournalSettings slow = new JournalSettings(
                directory,
                Network.SANDBOX,
                new InstanceIdentity(7, 1),
                Duration.ofMillis(20),
                Durability.DISK,
                1 << 20,
                1 << 14);
        try (ShareJournal journal = ShareJournal.open(slow, disk)) {
            append(journal, Records.job(1, random));
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Random own = new Random(t);
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        append(journal, Records.share(1, own));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            waiter.awaitDurable(8_001);
        }
        assertEquals(8_001, waiter.durable());
        assertEquals(8_000, shares(readAll(FAR)).size());
        assertTrue(disk.forces() < 500, "forces: " + disk.forces());
    }

    @Test
    void eachFileCanBeReadOnItsOwn() throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings(1, 1 << 16))) {
            append(journal, Records.job(1, random));
            append(journal, Records.job(2, random));
            for (int i = 0; i < 3_000; i++) {
                append(journal, Records.share(1 + i % 2, random));
            }
        }
        List<JournalEntry> entries = readAll(FAR);
        assertEquals(3_000, shares(entries).size());
        assertTrue(files().size() > 1, "files: " + files().size());
        long file = 0;
        Set<Long> jobs = new HashSet<>();
        for (JournalEntry entry : entries) {
            if (entry.position().journal() != file) {
                file = entry.position().journal();
                jobs.clear();
            }
            if (entry.record() instanceof JobRecord job) {
                assertTrue(jobs.add(job.jobId()));
            } else {
                assertTrue(jobs.contains(((ShareRecord) entry.record()).jobId()));
            }
        }
    }

    @Test
    void aStartContinuesBehindTheLastOne() throws IOException {
        for (int start = 1; start <= 3; start++) {
            try (ShareJournal journal = ShareJournal.open(settings(start))) {
                append(journal, Records.job(start, random), Records.share(start, random));
            }
        }
        assertEquals(3, shares(readAll(FAR)).size());
        assertThrows(IOException.class, () -> ShareJournal.open(settings(2)));
    }

    @Test
    void aTornTailIsCutAtEveryByte() throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            append(journal, Records.job(1, random), Records.share(1, random), Records.share(1, random));
        }
        byte[] whole = Files.readAllBytes(files().get(0));
        List<JournalEntry> entries = readAll(FAR);
        long lastStart = entries.get(2).position().offset();
        for (int length = whole.length - 1; length > lastStart; length -= 7) {
            emptyDirectory();
            Path file = new JournalDirectory(directory)
                    .file(entries.get(0).position().journal());
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            ShareJournal.open(settings(2)).close();
            assertEquals(lastStart, Files.size(file));
            assertEquals(1, shares(readAll(FAR)).size());
        }
    }

    @Test
    void aFileThatACrashCutInItsHeaderHeldNothing() throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            append(journal, Records.job(1, random), Records.share(1, random));
        }
        long next = JournalPosition.journalNumber(1, 2);
        Files.write(new JournalDirectory(directory).file(next), new byte[30]);
        ShareJournal.open(settings(1)).close();
        assertEquals(1, shares(readAll(FAR)).size());
    }

    @Test
    void damageToDurableRecordsIsNotRepaired() throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            for (int i = 1; i <= 20; i++) {
                append(journal, Records.job(i, random), Records.share(i, random));
                waiter.awaitDurable(i);
            }
        }
        long at = readAll(FAR).get(4).position().offset();
        try (FileChannel channel = FileChannel.open(files().get(0), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {0x55, 0x55}), at + 30);
        }
        CorruptJournalException refusal =
                assertThrows(CorruptJournalException.class, () -> ShareJournal.open(settings(2)));
        assertTrue(refusal.getMessage().contains(files().get(0).toString()), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("byte " + at), refusal.getMessage());
    }

    @Test
    void aFailedForceGivesTheFileUpAndANewOneTakesOver() throws IOException {
        FailingDisk disk = new FailingDisk();
        try (ShareJournal journal = ShareJournal.open(settings(1), disk)) {
            append(journal, Records.job(1, random), Records.share(1, random));
            waiter.awaitDurable(1);
            JournalPosition before = journal.durablePosition();
            disk.failForces(true);
            disk.failCreation(true);
            append(journal, Records.share(1, random));
            CountingWaiter.await(() -> waiter.failed() == 1);
            assertFalse(journal.isReady());
            assertFalse(journal.append(waiter, Records.share(1, random)));
            assertEquals(before, journal.durablePosition());
            append(journal, Records.job(2, random)); // is kept for the file to come
            CountingWaiter.await(() -> waiter.failed() == 2);
            disk.failForces(false);
            disk.failCreation(false);
            CountingWaiter.await(journal::isReady);
            append(journal, Records.share(1, random));
            append(journal, Records.share(2, random));
            CountingWaiter.await(() -> waiter.durable() == 3);
        }
        assertEquals(3, shares(readAll(FAR)).size(), "the refused share is not read");
    }

    @Test
    void aShareOfAnUnknownJobIsRefusedAloneAndWhole() throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings(1))) {
            append(journal, Records.job(1, random));
            append(journal, Records.share(1, random), Records.share(99, random));
            append(journal, Records.share(1, random));
            waiter.awaitDurable(3);
        }
        assertEquals(1, waiter.failed());
        assertEquals(1, shares(readAll(FAR)).size());
    }

    @Test
    void aClosedJournalRefuses() throws IOException {
        ShareJournal journal = ShareJournal.open(settings(1));
        journal.close();
        assertFalse(journal.isReady());
        assertFalse(journal.append(waiter, Records.job(1, random)));
    }

    @Test
    void anotherInstanceOrNetworkIsRefused() throws IOException {
        ShareJournal.open(settings(1)).close();
        JournalSettings otherInstance = JournalSettings.of(directory, Network.SANDBOX, new InstanceIdentity(8, 1));
        JournalSettings otherNetwork = JournalSettings.of(directory, Network.REGTEST, new InstanceIdentity(7, 2));
        assertThrows(IOException.class, () -> ShareJournal.open(otherInstance));
        assertThrows(IOException.class, () -> ShareJournal.open(otherNetwork));
    }

    private void emptyDirectory() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }
}
