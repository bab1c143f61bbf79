package neman.deploy.wiring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import neman.bitcoin.Network;

/**
 * The directory that holds all of a pool's state: one running pool at a time, one network for ever. The lock is the
 * operating system's, so it ends with the process however that ends.
 */
final class DataDirectory implements AutoCloseable {
    /** Journals and the database need room to go on; with less than this a pool does not even start. */
    static final long MIN_FREE_BYTES = 256L << 20;

    private static final String LOCK_FILE = "pool.lock";
    private static final String NETWORK_FILE = "network";

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory where it is missing and takes it for this process.
     *
     * @throws PoolException where it cannot be written, is full, in use, or another network's
     */
    static DataDirectory claim(Path path, Network network) throws PoolException {
        FileChannel lockFile = null;
        try {
            requireRoom(path);
            Files.createDirectories(path);
            lockFile = FileChannel.open(
                    path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            lock(path, lockFile);
            requireNetwork(path, network);
            return new DataDirectory(path, lockFile);
        } catch (IOException e) {
            closeQuietly(lockFile);
            throw new PoolException(
                    "the data directory " + path + " cannot be written (" + reason(e)
                            + "); choose another, or give this user the right to write there",
                    e);
        } catch (PoolException e) {
            closeQuietly(lockFile);
            throw e;
        }
    }

    private static void lock(Path path, FileChannel lockFile) throws IOException, PoolException {
        if (!isLocked(lockFile)) {
            throw new PoolException("the data directory " + path + " is in use by another pool" + holder(lockFile)
                    + "; stop that one or choose another directory");
        }
        lockFile.truncate(0);
        String self = Long.toString(ProcessHandle.current().pid());
        lockFile.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String holder(FileChannel lockFile) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        lockFile.read(text, 0);
        String processId = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return processId.isEmpty() ? "" : " (process " + processId + ")";
    }

    /** Before anything is written: a disk without one free byte has no room for the lock either. */
    private static void requireRoom(Path path) throws IOException, PoolException {
        Path existing = path.toAbsolutePath();
        while (Files.notExists(existing)) {
            existing = existing.getParent();
        }
        long freeBytes = Files.getFileStore(existing).getUsableSpace();
        if (freeBytes < MIN_FREE_BYTES) {
            throw new PoolException("the disk of the data directory " + path + " is full: " + (freeBytes >> 20)
                    + " MiB are free, " + (MIN_FREE_BYTES >> 20) + " MiB are needed; make room");
        }
    }

    private static void requireNetwork(Path path, Network network) throws IOException, PoolException {
        Path file = path.resolve(NETWORK_FILE);
        if (Files.notExists(file)) {
            Files.writeString(file, network.configuredName() + "\n");
            return;
        }
        String kept = Files.readString(file).strip();
        if (!kept.equals(network.configuredName())) {
            throw new PoolException("the data directory " + path + " holds the books of " + kept + ", not of "
                    + network.configuredName() + "; choose another");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason();
        }
        return e.getClass().getSimpleName().replace("Exception", "");
    }

    private static void closeQuietly(FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // It was only opened for its lock, and that is gone with it either way.
            return;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Gives the directory free. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
