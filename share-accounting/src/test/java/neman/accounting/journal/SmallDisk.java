package neman.accounting.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system in memory that is soon full; it needs the right to mount. */
public final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Empty, said on standard error, where this user may not mount. */
    public static Optional<SmallDisk> mount(Path path, int mebibytes) throws IOException {
        Files.createDirectories(path);
        if (run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString())) {
            return Optional.of(new SmallDisk(path));
        }
        System.err.println("SKIPPED: tests on a full disk; a small file system cannot be mounted here");
        return Optional.empty();
    }

    public Path path() {
        return path;
    }

    /** Leaves no more than {@code bytes} of room, with a file that {@link #makeRoom} removes. */
    public void fillUpTo(long bytes) throws IOException {
        byte[] page = new byte[4096];
        try (var filler = Files.newOutputStream(filler())) {
            while (path.toFile().getUsableSpace() > bytes) {
                filler.write(page);
            }
        } catch (FileSystemException e) {
            throw new IOException("the disk is fuller than it was meant to be", e);
        }
    }

    public void makeRoom() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", path.toString())) {
            throw new IOException(path + " is still in use");
        }
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            return false; // there is no such command
        }
    }
}
