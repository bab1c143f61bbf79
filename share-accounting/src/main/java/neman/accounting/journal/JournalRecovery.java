package neman.accounting.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start finds: cuts the torn tail that a crash left and says where the next file continues. */
final class JournalRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private final JournalDirectory directory;
    private final JournalSettings settings;

    JournalRecovery(JournalDirectory directory, JournalSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * The end of all that is there; {@link JournalPosition#START} in an empty directory.
     *
     * @throws CorruptJournalException where durable bytes of the last file are damaged
     * @throws IOException also where the files belong to another instance, network or a later start
     */
    JournalPosition recover() throws IOException {
        List<Long> journals = directory.journals();
        if (journals.isEmpty()) {
            return JournalPosition.START;
        }
        long last = journals.get(journals.size() - 1);
        Path path = directory.file(last);
        if (Files.size(path) <= JournalFileHeader.BYTES && !hasHeader(path)) {
            LOG.warn("journal {} was cut off while it was created; it held nothing and is removed", path);
            Files.delete(path);
            return recover();
        }
        return recover(last, path);
    }

    private static boolean hasHeader(Path path) throws IOException {
        try {
            JournalFileReader.open(path).close();
            return true;
        } catch (CorruptJournalException e) {
            return false;
        }
    }

    private JournalPosition recover(long last, Path path) throws IOException {
        try (JournalFileReader reader = JournalFileReader.open(path)) {
            checkOwner(path, reader.header());
            long end = reader.intactEnd();
            long torn = Files.size(path) - end;
            if (torn > 0) {
                if (!reader.isPreparedRoom(end)) {
                    LOG.warn(
                            "journal {}: {} bytes behind byte {} were torn by a crash and are cut off",
                            path,
                            torn,
                            end);
                }
                truncate(path, end);
            }
            return new JournalPosition(last, end);
        }
    }

    private void checkOwner(Path path, JournalFileHeader header) throws IOException {
        if (header.network() != settings.network()) {
            throw new IOException("journal " + path + " belongs to "
                    + header.network().configuredName() + ", not to "
                    + settings.network().configuredName() + "; use another data directory");
        }
        InstanceIdentity owner = header.identity();
        if (owner.number() != settings.identity().number()) {
            throw new IOException("journal " + path + " belongs to instance " + owner.number() + ", not to "
                    + settings.identity().number() + "; use another data directory");
        }
        if (owner.startCounter() > settings.identity().startCounter()) {
            throw new IOException("journal " + path + " belongs to start " + owner.startCounter() + ", later than "
                    + settings.identity().startCounter() + "; the instance's file is older than its journal");
        }
    }

    private static void truncate(Path path, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }
}
