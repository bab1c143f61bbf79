package neman.accounting.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import neman.bitcoin.Sha256;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the servers of the Maven artefacts, once per version and user.
 *
 * <p>The cache is {@code ~/.cache/neman}, for root {@code /var/cache/neman} (nobody, who may have to run the server, cannot
 * look into root's home), or the service's own directory where neither can be written. Never a temporary directory:
 * cleaners would take files from a running server. A version is named by the digest of its archive and moved in place
 * whole, so what is there is complete.
 */
final class BundledBinaries {
    private static final int KEY_CHARACTERS = 16;

    private static final Set<PosixFilePermission> READABLE_AND_EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    /** Platform as "os-arch" to the resources: PostgreSQL's archive, Redis's executable. */
    private static final Map<String, Resources> RESOURCES = Map.of(
            "linux-amd64", new Resources("postgres-linux-x86_64.txz", "redis-server-7.0.15-linux-amd64"),
            "linux-arm64", new Resources("postgres-linux-arm_64.txz", "redis-server-7.0.15-linux-arm64"),
            "darwin-arm64", new Resources("postgres-darwin-arm_64.txz", "redis-server-7.0.15-darwin-arm64"));

    private record Resources(String postgres, String redis) {}

    /** Writes what {@code bytes} hold into {@code destination}, a new directory. */
    private interface Unpacking {
        void unpack(InputStream bytes, Path destination) throws IOException;
    }

    private BundledBinaries() {}

    /** @return the directory that has {@code bin/postgres} and its companions */
    static Path postgres(ServiceDirectory directory, Consumer<String> progress) throws IOException {
        return unpacked("postgres", resources().postgres(), directory, progress, BundledBinaries::unpackTar);
    }

    /** @return the executable {@code redis-server} */
    static Path redis(ServiceDirectory directory, Consumer<String> progress) throws IOException {
        return unpacked("redis", resources().redis(), directory, progress, (bytes, destination) -> {
                    write(bytes, destination.resolve("redis-server"), true);
                })
                .resolve("redis-server");
    }

    private static Resources resources() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        String platform = (system.startsWith("mac") ? "darwin" : system) + "-"
                + (machine.equals("aarch64") ? "arm64" : machine.equals("x86_64") ? "amd64" : machine);
        Resources resources = RESOURCES.get(platform);
        if (resources == null) {
            throw new IOException("no embedded PostgreSQL and Redis for " + platform
                    + ": name external ones in the configuration (postgres, redis)");
        }
        return resources;
    }

    private static Path unpacked(
            String name, String resource, ServiceDirectory directory, Consumer<String> progress, Unpacking unpacking)
            throws IOException {
        byte[] archive = read(resource);
        String key = HexFormat.of().formatHex(Sha256.hash(archive)).substring(0, KEY_CHARACTERS);
        Path cache = cacheDirectory(directory);
        Path home = cache.resolve(name + "-" + key);
        try (FileChannel lockFile = FileChannel.open(
                        cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (Files.notExists(home)) {
                progress.accept("unpacking " + name + " into " + home);
                Path partial = cache.resolve(name + "-" + key + ".partial");
                Trees.delete(partial);
                Files.createDirectories(partial);
                unpacking.unpack(new ByteArrayInputStream(archive), partial);
                makeReadable(partial);
                Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
                OwnerOnly.forceDirectory(cache);
            }
            assert lock.isValid();
        }
        return home;
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream bytes = BundledBinaries.class.getResourceAsStream("/" + resource)) {
            if (bytes == null) {
                throw new IOException(resource + " is not on the class path");
            }
            return bytes.readAllBytes();
        }
    }

    private static Path cacheDirectory(ServiceDirectory directory) throws IOException {
        boolean root = Files.getAttribute(directory.path(), "unix:uid").equals(0);
        Path home = Path.of(System.getProperty("user.home", "/"));
        Path parent = root ? Path.of("/var/cache") : home;
        Path cache = root ? parent.resolve("neman") : home.resolve(".cache").resolve("neman");
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            cache = directory.resolve("binaries");
        }
        Files.createDirectories(cache);
        Files.setPosixFilePermissions(cache, READABLE_AND_EXECUTABLE);
        return cache;
    }

    /** Whatever the umask is: the server may run as another user. */
    private static void makeReadable(Path root) throws IOException {
        try (Stream<Path> inner = Files.walk(root)) {
            for (Path path : (Iterable<Path>) inner::iterator) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setPosixFilePermissions(path, READABLE_AND_EXECUTABLE);
                }
            }
        }
    }

    private static void unpackTar(InputStream bytes, Path destination) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(bytes))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = destination.resolve(entry.getName()).normalize();
                if (!path.startsWith(destination)) {
                    throw new IOException("the archive names a file outside itself: " + entry.getName());
                }
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    write(tar, path, (entry.getMode() & 0100) != 0);
                }
            }
        }
    }

    /** Forced to disk: the move that declares the version complete must not survive a power cut alone. */
    private static void write(InputStream bytes, Path file, boolean executable) throws IOException {
        Files.copy(bytes, file);
        Files.setPosixFilePermissions(file, executable ? READABLE_AND_EXECUTABLE : READABLE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
