package neman.stratum.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.BlockHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockArchiveTest {
    private static final Instant FOUND = Instant.parse("2026-11-22T19:00:00.123Z");
    private static final Hash256 PARENT = Hash256.parse("00".repeat(31) + "07");

    @TempDir
    private Path directory;

    private BlockArchive archive;

    @BeforeEach
    void begin() {
        archive = new BlockArchive(directory.resolve("blocks"));
    }

    private static byte[] bytes(int nonce) {
        byte[] header = BlockHeader.encode(1, PARENT, Hash256.ZERO, 1_800_000_000, 0x207fffff, nonce);
        return BlockBytes.encode(header, new byte[60], false, List.of());
    }

    private static FoundBlock block(int height, byte[] bytes) {
        NodeReport node = NodeReport.unasked("http://127.0.0.1:8332/")
                .replied(NodeReport.Reply.INCONCLUSIVE, "inconclusive", 17)
                .notInChain(true, Optional.of(PARENT), 3);
        List<NodeReport> nodes = List.of(node, NodeReport.unasked("http://second"));
        return new FoundBlock(BlockArchive.hashOf(bytes), height, PARENT, FOUND, true, BlockState.of(nodes), nodes);
    }

    @Test
    void isEmptyBeforeTheFirstBlock() throws IOException {
        assertEquals(List.of(), archive.list());
    }

    @Test
    void givesBackWhatItWasGivenHighestFirst() throws IOException {
        FoundBlock low = block(99, bytes(1));
        FoundBlock high = block(100, bytes(2));
        for (FoundBlock block : List.of(high, low)) {
            archive.store(block, block == low ? bytes(1) : bytes(2));
            archive.record(block);
        }
        assertEquals(List.of(high, low), archive.list());
        assertArrayEquals(bytes(1), archive.bytes(low));
        try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
            assertEquals(4, files.count(), "nothing unfinished stays");
        }
    }

    @Test
    void aBlockWithoutRecordStandsForItself() throws IOException {
        FoundBlock block = block(7, bytes(3));
        archive.store(block, bytes(3));
        FoundBlock read = archive.list().get(0);
        assertEquals(block.hash(), read.hash());
        assertEquals(7, read.height());
        assertEquals(PARENT, read.previousBlock());
        assertEquals(BlockState.PENDING, read.state());
        assertEquals(List.of(), read.nodes());
    }

    @Test
    void oneUnreadableFileDoesNotHideTheOthers() throws IOException {
        archive.store(block(1, bytes(1)), bytes(1));
        archive.store(block(2, bytes(2)), bytes(2));
        archive.record(block(2, bytes(2)));
        Path record = Path.of(archive.file(block(2, bytes(2))).toString().replace(".hex", ".json"));
        Files.writeString(record, "{\"version\":2}");
        Files.writeString(directory.resolve("blocks/0000000003-torn.hex"), "00zz");
        assertEquals(List.of(1), archive.list().stream().map(FoundBlock::height).toList());
    }

    @Test
    void keepsTheHighest() throws IOException {
        FoundBlock lowest = block(1, bytes(1));
        archive.store(lowest, bytes(1));
        archive.record(lowest);
        for (int height = 2; height <= BlockArchive.MAX_BLOCKS; height++) {
            String name = String.format(
                    "blocks/%010d-%s.hex", height, block(height, bytes(height)).hash());
            Files.writeString(directory.resolve(name), "");
        }
        archive.store(block(2000, bytes(2000)), bytes(2000));
        try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(BlockArchive.MAX_BLOCKS, names.size());
            assertTrue(names.get(0).startsWith("0000000002-"), names.get(0));
        }
    }

    @Test
    void refusesFilesThatHoldNoBlock() throws IOException {
        Path file = directory.resolve("x.hex");
        Files.writeString(file, "00".repeat(80));
        assertThrows(IOException.class, () -> BlockArchive.readHex(file));
        Files.writeString(file, "no hex");
        assertThrows(IOException.class, () -> BlockArchive.readHex(file));
        Files.writeString(file, "00".repeat(81) + "\n");
        assertEquals(81, BlockArchive.readHex(file).length);
    }
}
