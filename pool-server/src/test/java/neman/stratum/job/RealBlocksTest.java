package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.ShareFields;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks that the main chain has, made again from what a template and a miner would have given: their headers come out byte by
 * byte, and meet their targets. Before segwit and after, with no branch, and branches of 4 to 12 levels.
 */
class RealBlocksTest {
    private static final HexFormat HEX = HexFormat.of();
    /** The coinbase is cut at any place: here behind the height. */
    private static final int CUT = 46;

    private static final int EXTRANONCE_BYTES = 12;

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
        byte[] prefix = Arrays.copyOf(block.coinbase(), CUT);
        byte[] suffix = Arrays.copyOfRange(block.coinbase(), CUT + EXTRANONCE_BYTES, block.coinbase().length);
        JobRecord jobRecord = new JobRecord(
                16,
                block.height(),
                header.previousBlock(),
                header.version(),
                header.nbits(),
                Integer.toUnsignedLong(header.timeSeconds()),
                prefix,
                suffix,
                8,
                block.branch(),
                0);
        Job job = new Job(jobRecord, new JobTimes(0, JobTimes.OPEN), false, List.of());
        ByteBuffer extranonce = ByteBuffer.wrap(block.coinbase(), CUT, EXTRANONCE_BYTES);
        HeaderHasher hasher = new HeaderHasher();
        hasher.hash(
                job,
                new ShareFields(
                        extranonce.getInt(),
                        extranonce.getLong(),
                        header.timeSeconds(),
                        header.nonce(),
                        header.version()));
        assertArrayEquals(block.header(), hasher.header());
        assertEquals(block.hash(), hasher.hash());
        assertArrayEquals(block.coinbase(), hasher.coinbase());
        assertTrue(hasher.meets(job.networkTarget()));
    }
}
