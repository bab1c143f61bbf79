package neman.stratum.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Solved blocks on disk, as the hex text that {@code bitcoin-cli -stdin submitblock < FILE} reads: what an operator can submit
 * by hand when every node was away.
 *
 * <p>The newest {@link #MAX_FILES} are kept. Used by one thread.
 */
final class BlockDirectory {
    static final int MAX_FILES = 1000;

    private final Path directory;

    BlockDirectory(Path directory) {
        this.directory = directory;
    }

    /** Returns once the file and its name are forced to disk. */
    Path store(SolvedBlock block, byte[] bytes) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(String.format("%010d-%s.hex", block.job().height(), block.hash()));
        Path unfinished = directory.resolve(file.getFileName() + ".part");
        byte[] hex = HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(hex);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory)) {
            names.force(true);
        }
        deleteOldest();
        return file;
    }

    private void deleteOldest() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> oldestFirst = all.sorted().toList();
            for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MAX_FILES))) {
                Files.delete(file);
            }
        }
    }
}
