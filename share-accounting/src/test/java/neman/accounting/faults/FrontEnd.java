package neman.accounting.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalEntry;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalReader;

/** A front end from outside: its process, its disk, what it said and what its journal holds. */
final class FrontEnd implements AutoCloseable {
    private static final int READ_BYTES = 1 << 18;

    private final String name;
    private final Path home;
    private final Wire wire;
    private final ChildProcess process;
    private final Optional<SmallDisk> disk;

    /** @param withSmallDisk whether its journal stands on a disk that can be full */
    FrontEnd(String name, Path directory, RunSettings common, boolean withSmallDisk) throws IOException {
        this.name = name;
        home = Files.createDirectories(directory.resolve(name));
        wire = new Wire(common.redisPort());
        Path settings = home.resolve("settings");
        common.throughPort(wire.port()).write(settings);
        disk = withSmallDisk ? Optional.of(SmallDisk.mount(journal())) : Optional.empty();
        process = new ChildProcess(FrontEndProcess.class, directory.resolve(name + ".out"), settings, home);
    }

    private Path journal() {
        return home.resolve(FrontEndProcess.JOURNAL);
    }

    void start() throws IOException {
        process.start();
    }

    List<Fault> processFaults() {
        return List.of(
                new Fault(name, "killed", process::kill, process::start),
                new Fault(name, "terminated", process::terminate, process::start),
                new Fault(
                        name, "stopped", () -> Signals.pause(process.handle()), () -> Signals.goOn(process.handle())));
    }

    List<Fault> diskFaults() {
        return disk.map(small -> List.of(new Fault(name + "'s disk", "full", small::fill, small::free)))
                .orElse(List.of());
    }

    List<Fault> wireFaults() {
        return wire.faults(name + "'s way to Redis");
    }

    /** All that it logged, over all its starts. */
    List<ShareLog.Line> lines() throws IOException {
        return ShareLog.read(home.resolve(FrontEndProcess.LOG));
    }

    long acknowledged() throws IOException {
        return lines().stream()
                .filter(line -> line.kind() == ShareLog.Kind.SHARE_ACKNOWLEDGED)
                .count();
    }

    /** The number that it claimed. */
    int instance() throws IOException {
        return Integer.parseInt(Files.readString(home.resolve("instance")).split(" ")[1]);
    }

    /** No more shares from now on. */
    void quieten() throws IOException {
        process.tell(FrontEndProcess.QUIET);
        Waiting.until(name + " is quiet", () -> Files.exists(home.resolve(FrontEndProcess.QUIET)));
    }

    /** What stands in its journal, in order. */
    List<JournalEntry> journaled() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        JournalPosition everything = new JournalPosition(Long.MAX_VALUE, 0);
        try (JournalReader reader = new JournalReader(journal(), JournalPosition.START)) {
            for (Optional<JournalBatch> batch = reader.next(everything, READ_BYTES);
                    batch.isPresent();
                    batch = reader.next(everything, READ_BYTES)) {
                entries.addAll(batch.get().entries());
            }
        }
        return entries;
    }

    /** Copies it to where it outlives its disk. */
    void keepJournal() throws IOException {
        Path kept = Files.createDirectories(home.resolve("journal-kept"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal(), "*.journal")) {
            for (Path file : files) {
                Files.copy(file, kept.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
        wire.close();
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
