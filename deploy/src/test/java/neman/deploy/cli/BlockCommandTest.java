package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.CoinbaseBuilder;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockCommandTest {
    private static final String HASH = "00000000000000000000000000000000000000000000000000000000000000ab";
    private static final String OTHER = "00000000000000000000000000000000000000000000000000000000000000cd";

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int pool(String... arguments) {
        return Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private void record(int height, String hash, String state) throws IOException {
        Files.createDirectories(data.resolve("blocks"));
        String name = String.format("blocks/%010d-%s", height, hash);
        Files.writeString(data.resolve(name + ".hex"), "00".repeat(90));
        Files.writeString(data.resolve(name + ".json"), """
                {"version":1,"hash":"%s","height":%d,"previousBlock":"%s","foundAt":"2026-11-22T19:00:00.123Z",
                 "staleTip":true,"state":"%s","nodes":[{"node":"http://first:8332","reply":"timed-out","afterMillis":10001,
                 "reason":"late","attempts":2,"sight":"aside","confirmations":0,"rival":"%s","rivalConfirmations":2}]}
                """.formatted(hash, height, OTHER, state, OTHER));
    }

    @Test
    void listsTheHighestFirst() throws IOException {
        record(7, HASH, "orphaned");
        record(8, OTHER, "in-chain");
        assertEquals(0, pool("block", "list", "--data", data.toString()));
        List<String> lines = out.toString().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).matches("8 +2026-11-22T19:00:00Z +in-chain +0 +" + OTHER), lines.get(1));
        assertTrue(lines.get(2).startsWith("7 "), lines.get(2));
    }

    @Test
    void anEmptyListSaysSo() {
        assertEquals(0, pool("block", "list", "--data", data.toString()));
        assertEquals("No block was found yet.", out.toString().strip());
    }

    @Test
    void showsOneByHeightOrByDigitsOfItsHash() throws IOException {
        record(7, HASH, "aside");
        record(8, OTHER, "in-chain");
        for (String name : List.of("7", "ab", HASH)) {
            assertEquals(0, pool("block", "show", "--data", data.toString(), name), err.toString());
        }
        assertTrue(out.toString().contains("rival          " + OTHER), out.toString());
        assertTrue(
                out.toString().contains("http://first:8332: timed-out after 10001 ms, 2 attempts (late); now aside"),
                out.toString());
        assertEquals(0, pool("block", "show", "--json", "--data", data.toString(), "8"));
        assertTrue(out.toString().contains("\"state\" : \"in-chain\""), out.toString());
    }

    @Test
    void whatIsNotThereIsOneLine() throws IOException {
        assertEquals(1, pool("block", "show", "--data", data.toString(), "9"));
        assertEquals(
                1,
                pool(
                        "block",
                        "submit",
                        "--data",
                        data.toString(),
                        data.resolve("x").toString()));
        Path text = Files.writeString(data.resolve("y"), "no block");
        assertEquals(1, pool("block", "submit", "--data", data.toString(), text.toString()));
        Path block = Files.writeString(data.resolve("z"), "00".repeat(100));
        assertEquals(1, pool("block", "submit", "--data", data.toString(), block.toString()));
        assertEquals(2, pool("block"));
        List<String> lines = err.toString().lines().toList();
        assertEquals(5, lines.size(), err.toString());
        assertTrue(lines.get(0).startsWith("pool: no block 9 in "), lines.get(0));
        assertTrue(lines.get(1).startsWith("pool: there is no file "), lines.get(1));
        assertTrue(lines.get(2).contains("is not the hexadecimal text of a block"), lines.get(2));
        assertTrue(lines.get(3).contains("no node to send it to"), lines.get(3));
        assertTrue(lines.get(4).contains("list, show or submit"), lines.get(4));
    }

    @Test
    void sendsAFileToTheNodesAndSaysWhatTheyAnswer() throws IOException {
        SandboxSettings settings = new SandboxSettings(
                data.resolve("sandbox"), 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system());
        try (SandboxNode node = SandboxNode.start(settings)) {
            byte[] block = solve(node);
            Path file =
                    Files.writeString(data.resolve("block.hex"), HexFormat.of().formatHex(block));
            assertEquals(0, pool("block", "submit", "--data", data.toString(), file.toString()), err.toString());
            assertEquals(0, pool("block", "submit", "--data", data.toString(), file.toString()), "twice does no harm");
            Files.writeString(file, HexFormat.of().formatHex(block, 0, block.length - 1));
            assertEquals(1, pool("block", "submit", "--data", data.toString(), file.toString()));
            assertEquals(1, node.controls().height());
        }
        List<String> lines = out.toString().lines().toList();
        assertTrue(lines.get(1).endsWith("accepted, in its best chain at height 1 with 1 confirmations"), lines.get(1));
        assertTrue(lines.get(3).contains("duplicate, in its best chain"), lines.get(3));
        assertTrue(lines.get(5).contains("rejected (Block decode failed)"), lines.get(5));
    }

    private static byte[] solve(SandboxNode node) throws IOException {
        try (NodeClient client = new NodeClient(node.endpoint(), Duration.ofSeconds(20))) {
            BlockTemplate template = client.blockTemplate();
            byte[] coinbase = new CoinbaseBuilder(template.height())
                    .output(node.walletAddress().script(), template.coinbaseValueSats())
                    .witnessCommitment(template.witnessCommitmentScript())
                    .build()
                    .assemble(new byte[4], new byte[8]);
            Target target = Target.ofCompact(template.nbits());
            byte[] header;
            int nonce = 0;
            do {
                header = BlockHeader.encode(
                        template.version(),
                        template.previousBlock(),
                        Hash256.ofDoubleSha256(coinbase),
                        (int) template.currentTimeSeconds(),
                        template.nbits(),
                        nonce++);
            } while (!target.isMetBy(Sha256.doubleHash(header), 0));
            return BlockBytes.encode(header, coinbase, true, List.of());
        }
    }
}
