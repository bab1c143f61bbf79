package neman.bitcoin.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The small files beside the chain: the cookie, new at each start, and the port, kept for the next one. */
final class NodeFiles {
    private static final String COOKIE_USER = "__cookie__";
    private static final int COOKIE_BYTES = 32;

    private final Path directory;

    NodeFiles(Path directory) {
        this.directory = directory;
    }

    Path cookie() {
        return directory.resolve(".cookie");
    }

    /** @return user and password with a colon between, as written to the file, which only its owner can read */
    String writeCookie() throws IOException {
        byte[] secret = new byte[COOKIE_BYTES];
        new SecureRandom().nextBytes(secret);
        String text = COOKIE_USER + ":" + HexFormat.of().formatHex(secret);
        Path temporary = directory.resolve(".cookie.new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, ownerOnly());
        Files.writeString(temporary, text);
        Files.move(temporary, cookie(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return text;
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-------");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    void deleteCookie() throws IOException {
        Files.deleteIfExists(cookie());
    }

    /** 0 where none is kept. */
    int readPort() throws IOException {
        Path file = directory.resolve("rpc-port");
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    void writePort(int port) throws IOException {
        Files.writeString(directory.resolve("rpc-port"), port + "\n");
    }
}
