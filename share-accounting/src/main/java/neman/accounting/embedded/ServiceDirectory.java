package neman.accounting.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one embedded service: locked by this process, readable by its owner only. */
final class ServiceDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);

    private static final int PASSWORD_BYTES = 24;

    private final Path path;
    private final FileChannel lockFile;

    private ServiceDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws IOException where it cannot be written, or another process (or this one) holds it */
    static ServiceDirectory lock(Path directory) throws IOException {
        OwnerOnly.createDirectory(directory);
        Path real = directory.toRealPath();
        FileChannel lockFile =
                FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(lockFile)) {
            lockFile.close();
            throw new IOException(real + " is in use by another running pool");
        }
        return new ServiceDirectory(real, lockFile);
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A directory that nobody has written into. */
    Path newDirectory(String prefix) throws IOException {
        return Files.createTempDirectory(path, prefix);
    }

    /** Deletes the directories that {@link #newDirectory} made, as far as possible: some may still be written to. */
    void deleteAll(String prefix) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(path, prefix + "*")) {
            for (Path leftover : leftovers) {
                Trees.delete(leftover);
            }
        } catch (FileSystemException e) {
            LOG.debug("{} is left for the next start to delete: {}", prefix, e.getMessage());
        }
    }

    /** The path of a log that does not exist yet; the one before it is kept as {@code name.1}. */
    Path newLog(String name) throws IOException {
        Path log = resolve(name);
        if (Files.exists(log)) {
            Files.move(log, resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    /** Made at the first call, the same ever after. */
    String password() throws IOException {
        Path file = passwordFile();
        if (Files.notExists(file)) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            OwnerOnly.write(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    Path passwordFile() {
        return resolve("password");
    }

    /** The port of the last start where it is free, else any free one; kept for the next start. */
    int choosePort() throws IOException {
        Path file = resolve("port");
        int port = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        if (port == 0 || !isFree(port)) {
            port = anyFreePort();
            OwnerOnly.write(file, Integer.toString(port));
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
