package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    private static final JournalPosition FAR = new JournalPosition(Long.MAX_VALUE, 0);

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private final List<ShareRecord> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final CountingWaiter jobs = new CountingWaiter();

    @Test
    void sharesAreRefusedUntilThereIsRoomAgain() throws IOException {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory.resolve("disk"), 24);
        Assumptions.assumeTrue(mounted.isPresent());
        try (SmallDisk disk = mounted.get()) {
            Path journals = disk.path().resolve("journal");
            try (ShareJournal journal = open(journals)) {
                journal.append(jobs, Records.job(1, random));
                for (int round = 0; round < 3; round++) {
                    appendUntilNotReady(journal, disk, journals);
                    int before = acknowledged.size();
                    disk.makeRoom();
                    CountingWaiter.await(journal::isReady);
                    CountingWaiter.await(() -> append(journal) && acknowledged.size() > before);
                }
            }
            assertEquals(List.copyOf(acknowledged), credited(journals));
        }
    }

    private ShareJournal open(Path journals) throws IOException {
        return ShareJournal.open(new JournalSettings(
                journals, Network.SANDBOX, new InstanceIdentity(7, 1), Duration.ZERO, Durability.DISK, 4 << 20, 1024));
    }

    private void appendUntilNotReady(ShareJournal journal, SmallDisk disk, Path journals) throws IOException {
        disk.fillUpTo(JournalFile.FILL_BYTES / 2);
        while (journal.isReady()) {
            append(journal);
        }
        int files = new JournalDirectory(journals).journals().size();
        assertFalse(append(journal));
        assertTrue(files < 20, "a full disk is not filled with the beginnings of files: " + files);
    }

    private boolean append(ShareJournal journal) {
        ShareRecord share = Records.share(1, random);
        return journal.append(new Acknowledging(share), share);
    }

    /** What was refused may stand in the journal, what was acknowledged must: here nothing refused remains. */
    private List<ShareRecord> credited(Path journals) throws IOException {
        List<ShareRecord> shares = new ArrayList<>();
        try (JournalReader reader = new JournalReader(journals, JournalPosition.START)) {
            for (Optional<JournalBatch> batch = reader.next(FAR, 1 << 16);
                    batch.isPresent();
                    batch = reader.next(FAR, 1 << 16)) {
                for (JournalEntry entry : batch.get().entries()) {
                    if (entry.record() instanceof ShareRecord share) {
                        shares.add(share);
                    }
                }
            }
        }
        return shares;
    }

    private final class Acknowledging implements JournalWaiter {
        private final ShareRecord share;

        Acknowledging(ShareRecord share) {
            this.share = share;
        }

        @Override
        public void onDurable() {
            acknowledged.add(share);
        }

        @Override
        public void onFailure(IOException cause) {
            assertTrue(cause.getMessage().contains("space"), cause.toString());
        }
    }
}
