package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.stratum.share.HeaderHasher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks that the main chain has, made again from what a template and a miner would have given: their headers come out byte by
 * byte, and meet their targets. Before segwit, with it and with taproot; with no branch, and branches of 1 to 12 levels.
 */
class RealBlocksTest {
    private static final HexFormat HEX = HexFormat.of();
    /** The first blocks under each rule. */
    private static final int SEGWIT = 481_824;

    private static final int TAPROOT = 709_632;

    /** One line of the file. */
    record RealBlock(int height, Hash256 hash, byte[] header, byte[] coinbase, List<Hash256> branch) {
        @Override
        public String toString() {
            return height + " with a branch of " + branch.size();
        }
    }

    static Stream<RealBlock> blocks() throws IOException {
        try (InputStream in = RealBlocksTest.class.getResourceAsStream("mainnet-blocks.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).map(RealBlocksTest::parse).toList().stream();
        }
    }

    private static RealBlock parse(String line) {
        String[] words = line.split(" ");
        List<Hash256> hashes = words[5].equals("-")
                ? List.of()
                : Arrays.stream(words[5].split(",")).map(Hash256::parse).toList();
        return new RealBlock(
                Integer.parseInt(words[0]),
                Hash256.parse(words[1]),
                HEX.parseHex(words[2]),
                HEX.parseHex(words[3]),
                words[4].equals("txids") ? MerkleTree.branchOfCoinbase(hashes) : hashes);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theHeaderComesOutAndIsABlock(RealBlock block) {
        BlockHeader header = BlockHeader.parse(block.header());
        KnownShare solution = new KnownShare(
                block.coinbase(),
                block.branch(),
                header.previousBlock(),
                header.version(),
                header.nbits(),
                header.timeSeconds(),
                header.nonce());
        HeaderHasher hasher = new HeaderHasher();
        for (int cut : solution.cuts()) {
            solution.hash(hasher, cut);
            assertArrayEquals(block.header(), hasher.header());
            assertEquals(block.hash(), hasher.hash());
            assertArrayEquals(block.coinbase(), hasher.coinbase());
            assertTrue(hasher.meets(Target.ofCompact(header.nbits())));
        }
    }

    @Test
    void blocksOfEveryAgeAndDepthAreAmongThem() throws IOException {
        List<RealBlock> blocks = blocks().toList();
        for (int beginning : List.of(0, SEGWIT, TAPROOT)) {
            assertTrue(blocks.stream().anyMatch(block -> block.height() >= beginning), "from " + beginning);
        }
        assertTrue(blocks.stream().filter(block -> block.height() < SEGWIT).count() >= 3);
        assertEquals(
                Set.of(0, 1, 4, 9, 11, 12),
                blocks.stream().map(block -> block.branch().size()).collect(Collectors.toSet()));
    }
}
