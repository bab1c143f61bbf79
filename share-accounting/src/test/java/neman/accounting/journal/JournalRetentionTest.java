package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRetentionTest {
    @TempDir
    Path directory;

    private static long journal(int start) {
        return JournalPosition.journalNumber(start, 1);
    }

    private List<Long> kept(Instant now, JournalPosition committed) throws IOException {
        new JournalRetention(directory, InstantSource.fixed(now)).deleteOld(committed);
        return new JournalDirectory(directory).journals();
    }

    @Test
    void onlyOldFilesBeforeTheCursorGo() throws IOException {
        for (int start = 1; start <= 3; start++) {
            ShareJournal.open(JournalSettings.of(directory, Network.SANDBOX, new InstanceIdentity(1, start)))
                    .close();
        }
        Instant later = Instant.now().plus(Duration.ofDays(8));
        JournalPosition committed = new JournalPosition(journal(2), 64);
        assertEquals(List.of(journal(1), journal(2), journal(3)), kept(Instant.now(), committed));
        assertEquals(List.of(journal(1), journal(2), journal(3)), kept(later, JournalPosition.START));
        assertEquals(List.of(journal(2), journal(3)), kept(later, committed));
    }
}
