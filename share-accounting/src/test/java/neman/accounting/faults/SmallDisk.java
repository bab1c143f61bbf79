package neman.accounting.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory that can be full. Mounting one takes rights that not every machine gives. */
final class SmallDisk implements AutoCloseable {
    private static final int MEGABYTES = 64;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** @throws IOException where it cannot be mounted */
    static SmallDisk mount(Path path) throws IOException {
        Files.createDirectories(path);
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "neman-test", path.toString());
        return new SmallDisk(path);
    }

    /** Whether this machine lets us mount. */
    static boolean isPossible(Path scratch) {
        try {
            mount(scratch).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path filling() {
        return path.resolve("filling");
    }

    void fill() throws IOException {
        byte[] chunk = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(filling())) {
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            if (Files.size(filling()) == 0) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.deleteIfExists(filling());
    }

    @Override
    public void close() throws IOException {
        run("umount", path.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
