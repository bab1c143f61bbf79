package neman.stratum.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solved blocks on disk, two files each: {@code HEIGHT-HASH.hex} is the block as the hex text that {@code bitcoin-cli -stdin
 * submitblock < FILE} reads, {@code HEIGHT-HASH.json} its record. The block is written once and forced; the record is replaced
 * whole as the nodes answer, and where it is missing (a power cut between the two) the block stands for itself.
 *
 * <p>The highest {@link #MAX_BLOCKS} are kept. One process writes, on one thread; any may read.
 */
public final class BlockArchive {
    /** Eight gigabytes of full blocks at the very most. */
    static final int MAX_BLOCKS = 1000;

    private static final String BLOCK = ".hex";
    private static final String RECORD = ".json";
    private static final String UNFINISHED = ".part";
    private static final Logger LOG = LoggerFactory.getLogger(BlockArchive.class);

    private final Path directory;

    /** @param directory made with the first block; may be missing until then */
    public BlockArchive(Path directory) {
        this.directory = directory;
    }

    /** Where the bytes of this block are, or will be. */
    public Path file(FoundBlock block) {
        return directory.resolve(name(block) + BLOCK);
    }

    private static String name(FoundBlock block) {
        return String.format("%010d-%s", block.height(), block.hash());
    }

    /** Writes the block itself. Returns once the file and its name are forced to disk. */
    void store(FoundBlock block, byte[] bytes) throws IOException {
        Files.createDirectories(directory);
        replace(file(block), HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        deleteLowest();
    }

    /** Writes its record anew. */
    void record(FoundBlock block) throws IOException {
        Files.createDirectories(directory);
        replace(directory.resolve(name(block) + RECORD), block.toJson().getBytes(StandardCharsets.UTF_8));
    }

    private void replace(Path file, byte[] content) throws IOException {
        Path unfinished = directory.resolve(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory)) {
            names.force(true);
        }
    }

    private void deleteLowest() throws IOException {
        List<Path> blocks = blockFiles();
        for (Path file : blocks.subList(0, Math.max(0, blocks.size() - MAX_BLOCKS))) {
            Files.deleteIfExists(recordOf(file));
            Files.delete(file);
        }
    }

    /** Lowest first. */
    private List<Path> blockFiles() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(BLOCK)).sorted().toList();
        } catch (NoSuchFileException noBlockYet) {
            return List.of();
        }
    }

    private Path recordOf(Path blockFile) {
        String name = blockFile.getFileName().toString();
        return directory.resolve(name.substring(0, name.length() - BLOCK.length()) + RECORD);
    }

    /** Every block that is kept, highest first; what cannot be read is logged and left out. */
    public List<FoundBlock> list() throws IOException {
        List<FoundBlock> blocks = new ArrayList<>();
        for (Path file : blockFiles()) {
            try {
                blocks.add(read(file));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("event=block-file-unreadable file={} reason=\"{}\"", file, e.getMessage());
            }
        }
        blocks.sort(Comparator.comparingInt(FoundBlock::height)
                .thenComparing(FoundBlock::foundAt)
                .reversed());
        return blocks;
    }

    private FoundBlock read(Path file) throws IOException {
        try {
            return FoundBlockJson.read(Files.readAllBytes(recordOf(file)));
        } catch (NoSuchFileException noRecord) {
            BlockHeader header = BlockHeader.parse(Arrays.copyOf(readHex(file), BlockHeader.BYTES));
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return new FoundBlock(
                    header.hash(),
                    Integer.parseInt(file.getFileName().toString().substring(0, 10)),
                    header.previousBlock(),
                    written,
                    false,
                    BlockState.PENDING,
                    List.of());
        }
    }

    /** The whole serialisation. */
    byte[] bytes(FoundBlock block) throws IOException {
        return readHex(file(block));
    }

    /**
     * A block from a file as this archive writes it.
     *
     * @throws IOException where there is no such file, or it holds no block
     */
    public static byte[] readHex(Path file) throws IOException {
        try {
            byte[] bytes = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (bytes.length <= BlockHeader.BYTES) {
                throw new IOException(file + " is too short for a block");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not the hexadecimal text of a block", e);
        }
    }

    /** The hash of a whole serialisation. */
    public static Hash256 hashOf(byte[] block) {
        return BlockHeader.parse(Arrays.copyOf(block, BlockHeader.BYTES)).hash();
    }
}
