package neman.accounting.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes files that are in the segments for longer than {@link #KEPT}: until then they are a second copy. */
public final class JournalRetention {
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(JournalRetention.class);

    private final JournalDirectory directory;
    private final InstantSource clock;

    public JournalRetention(Path directory, InstantSource clock) {
        this.directory = new JournalDirectory(directory);
        this.clock = clock;
    }

    /** @param committed the intake's cursor: only files before it go, and of those only the old ones */
    public void deleteOld(JournalPosition committed) throws IOException {
        Instant oldest = clock.instant().minus(KEPT);
        for (long journal : directory.journals()) {
            Path file = directory.file(journal);
            if (journal < committed.journal()
                    && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                Files.delete(file);
                LOG.info("journal {} is in the segments for more than {} days and is deleted", file, KEPT.toDays());
            }
        }
    }
}
