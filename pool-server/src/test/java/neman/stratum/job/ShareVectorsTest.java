package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.stratum.share.HeaderHasher;
import org.junit.jupiter.api.Test;

/** Shares that others found, and what they were told to find them: what firmware and another pool test themselves with. */
class ShareVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    private static final String PUBLIC_POOL_PREFIX =
            "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1903c943255c7075626c69632d706f"
                    + "6f6c5c";
    private static final String PUBLIC_POOL_SUFFIX =
            "ffffffff037a90000000000000160014e6f22ca44dc800e9d049621a3b9a42c509f1c4bc3b0f250000000000160014e6f22ca44dc800e9d0"
                    + "49621a3b9a42c509f1c4bc0000000000000000266a24aa21a9edbd3d1d916aa0b57326a2d88ebe1b68a1d7c48585f26d8335fe6a94"
                    + "b62755f64c00000000";
    private static final List<String> PUBLIC_POOL_BRANCH = List.of(
            "175335649d5e8746982969ec88f52e85ac9917106fba5468e699c8879ab974a1",
            "d5644ab3e708c54cd68dc5aedc92b8d3037449687f92ec41ed6e37673d969d4a",
            "5c9ec187517edc0698556cca5ce27e54c96acb014770599ed9df4d4937fbf2b0");

    /**
     * A share of difficulty 683 for the block after mainnet's 791,432, from ESP-Miner: {@code
     * components/stratum/test/test_mining.c}, "Test nonce diff checking 2" (bitaxeorg/ESP-Miner at 00231f30).
     */
    @Test
    void espMinersShareWithThirteenBranches() {
        KnownShare share = share(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4b0389130cfabe6d6d5cbab26a"
                        + "2599e92916edec5657a94a0708ddb970f5c45b5d12905085617eff8e010000000000000031650707758de07b010000000000001c"
                        + "fd7038212f736c7573682f000000000379ad0c2a000000001976a9147c154ed1dc59609e3d26abb2df2ea3d587cd8c4188ac0000"
                        + "0000000000002c6a4c2952534b424c4f434b3ae725d3994b811572c1f345deb98b56b465ef8e153ecbbd27fa37bf1b0051613800"
                        + "00000000000000266a24aa21a9ed63b06a7946b190a3fda1d76165b25c9b883bcc6621b040773050ee2a1bb18f1800000000",
                List.of(
                        "2b77d9e413e8121cd7a17ff46029591051d0922bd90b2b2a38811af1cb57a2b2",
                        "5c8874cef00f3a233939516950e160949ef327891c9090467cead995441d22c5",
                        "2d91ff8e19ac5fa69a40081f26c5852d366d608b04d2efe0d5b65d111d0d8074",
                        "0ae96f609ad2264112a0b2dfb65624bedbcea3b036a59c0173394bba3a74e887",
                        "e62172e63973d69574a82828aeb5711fc5ff97946db10fc7ec32830b24df7bde",
                        "adb49456453aab49549a9eb46bb26787fb538e0a5f656992275194c04651ec97",
                        "a7bc56d04d2672a8683892d6c8d376c73d250a4871fdf6f57019bcc737d6d2c2",
                        "d94eceb8182b4f418cd071e93ec2a8993a0898d4c93bc33d9302f60dbbd0ed10",
                        "5ad7788b8c66f8f50d332b88a80077ce10e54281ca472b4ed9bbbbcb6cf99083",
                        "9f9d784b33df1b3ed3edb4211afc0dc1909af9758c6f8267e469f5148ed04809",
                        "48fd17affa76b23e6fb2257df30374da839d6cb264656a82e34b350722b05123",
                        "c4f5ab01913fc186d550c1a28f3f3e9ffaca2016b961a6a751f8cca0089df924",
                        "cff737e1d00176dd6bbfa73071adbb370f227cfb5fba186562e4060fcec877e1"),
                "0000000000000000000543523df2a465c22eb711a57452faa34983730c859545",
                0x20000004,
                0x1705ae3a,
                0x647025b5,
                0x0a029ed1);
        assertDifficulty(683, share);
    }

    /**
     * A share of difficulty 18, of which nothing but the merkle root is known: the same file, "Test nonce diff checking". Its
     * previous block is in the words of {@code mining.notify} there.
     */
    @Test
    void espMinersShareByItsMerkleRoot() {
        byte[] header = BlockHeader.encode(
                0x20000004,
                Hash256.parse("000000000000000000017f2b12a2215e50a8a833e1a805af0d4711ead02b10fc"),
                Hash256.ofHeaderOrder(HEX.parseHex("6d0359c451434605c52a5a9ce074340be47c2c63840731f9edf1db3f26b1cdd9")),
                0x646ff1a9,
                0x1705ae3a,
                0x276e8947);
        byte[] hash = BlockHeader.parse(header).hash().toHeaderOrder();
        assertTrue(Difficulty.of("18").target().isMetBy(hash, 0));
        assertFalse(Difficulty.of("19").target().isMetBy(hash, 0));
    }

    /**
     * A share of difficulty 669 for testnet's block 2,442,185 with version bits, from public-pool: {@code
     * test/models/MockRecording1.ts}, {@code src/models/StratumV1Client.spec.ts}, "should send job and accept submission"
     * (benjamin-wilson/public-pool at b971e9ce). It suggested 512, and 669 is what we make of it; extranonce1 is 57a6f098,
     * extranonce2 c7080000.
     */
    @Test
    void publicPoolsShareWithRolledVersion() {
        KnownShare share = share(
                PUBLIC_POOL_PREFIX + "57a6f098" + "c7080000" + PUBLIC_POOL_SUFFIX,
                PUBLIC_POOL_BRANCH,
                "00000000000000022246451e9af7ac4f8bff2527d223f6e623740e92171592f2",
                0x20000000 | 0x00002000,
                0x192495f8,
                0x64b3f3ec,
                0xed460d91);
        assertDifficulty(669, share);
    }

    /**
     * A share of difficulty 29,588 for mainnet's block 901,936 that a Bitaxe Gamma found and public-pool.io took for one of 8,192,
     * recorded on 19 June 2025: {@code mujina-miner/src/asic/bm13xx/test_data.rs} (256foundation/mujina at 1a69ef40). Version
     * bits 00b44000; extranonce1 is 4128064f, extranonce2 17000000.
     */
    @Test
    void aBitaxesShareThatPublicPoolTook() {
        KnownShare share = share(
                "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff170330c30d5075626c69632d506f"
                        + "6f6c" + "4128064f" + "17000000"
                        + "ffffffff02e5b5c61200000000220020984a77c289084ff2d434c316bdada021c6c183d507c8a20d3b159b09ac02fe280000"
                        + "000000000000266a24aa21a9edb98ee50410ed4abd48401ed484fc874409d086a3faf0816136a8ad6168314c5800000000",
                List.of(
                        "21af451ddb51e887ff1feb5592b87290098565035eb8500031aedcc776d4e72a",
                        "c5af269519c809a9546d5a58ca6445d3dbb80cb7045448ecc48309af034da8f8",
                        "fb9f8f9959f6bb0ceb63fa53aed1d5a615c6b6d3f50a468ea89a45a1234bda74",
                        "a4f4fee8e5fc19ca8d93e67b9236c37ddb864982010434745c0abfe9b914980c",
                        "33092206642744fbe5499c3e621cd5c6b52733e54fbebd869f070082b807f740",
                        "3b857e32c5cff4864efab967b9a456ca03b2167ab96bd9076ce294c8a67a7fe2",
                        "881a07cd881d0c3e590b4b090ea8d58e1439dc56c63686f7de23c47045441e30",
                        "315e4dbcc8e7b1c9d594a73978268791880dddb2c26eec8e75768668dad99d80",
                        "69952b77c632be16b1ac7ac7048f13d4e962b2e215d79a343f01e6e281d7c304",
                        "fc63eb4392c4d6c6d689788875fca35143fdcd4f4a82e8698e0e441751a70b4a",
                        "09e419bbe20aa3a7640f1b91f50599ceddff899e90d3f18951ad5418c4850a6b",
                        "004978aa346b4f1880bcadb3ca3792d771ee6aeca427f61e74baba44b75cfb88"),
                "000000000000000000015296bc96391d0d67f4a301f2d4fc6db962c16b6455fd",
                0x20000000 | 0x00b44000,
                0x17023a04,
                0x685468d7,
                0x7552034c);
        assertDifficulty(29_588, share);
    }

    /** What public-pool sent its miner of the template: the same two files. Only our job id cannot be the decimal 1. */
    @Test
    void publicPoolsNotificationComesOutOfItsTemplate() throws IOException {
        BlockTemplate template = publicPoolsTemplate();
        JobRecord jobRecord = new JobRecord(
                16,
                template.height(),
                template.previousBlock(),
                template.version(),
                template.nbits(),
                0x64b3f3ec,
                HEX.parseHex(PUBLIC_POOL_PREFIX),
                HEX.parseHex(PUBLIC_POOL_SUFFIX),
                Integer.BYTES,
                MerkleTree.branchOfCoinbase(template.transactions().stream()
                        .map(TemplateTransaction::txid)
                        .toList()),
                template.coinbaseValueSats());
        Job job = new Job(jobRecord, new JobTimes(0, JobTimes.OPEN), true, template.transactions());
        ByteBuf line = job.notification(16, false);
        assertEquals(
                "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"10\","
                        + "\"171592f223740e92d223f6e68bff25279af7ac4f2246451e0000000200000000\",\"" + PUBLIC_POOL_PREFIX
                        + "\",\"" + PUBLIC_POOL_SUFFIX + "\",[\"" + String.join("\",\"", PUBLIC_POOL_BRANCH)
                        + "\"],\"20000000\",\"192495f8\",\"64b3f3ec\",false]}\n",
                line.toString(StandardCharsets.US_ASCII));
        line.release();
        assertTrue(PUBLIC_POOL_SUFFIX.contains(
                HEX.formatHex(template.witnessCommitmentScript().orElseThrow())));
    }

    /** A node that answers with the template that public-pool recorded of one. */
    private static BlockTemplate publicPoolsTemplate() throws IOException {
        String template;
        try (InputStream in = ShareVectorsTest.class.getResourceAsStream("public-pool-template.json")) {
            template = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        byte[] answer = ("{\"result\":" + template + ",\"error\":null,\"id\":1}").getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new NodeAuthentication.Password("user", "password"),
                Optional.empty());
        try (NodeClient node = new NodeClient(endpoint, Duration.ofSeconds(20))) {
            return node.blockTemplate();
        } finally {
            server.stop(0);
        }
    }

    /** Everything in the bytes and order of {@code mining.notify}, but for the previous block, which is as explorers show it. */
    private static KnownShare share(
            String coinbase, List<String> branch, String previousBlock, int version, int nbits, int time, int nonce) {
        return new KnownShare(
                HEX.parseHex(coinbase),
                branch.stream().map(HEX::parseHex).map(Hash256::ofHeaderOrder).toList(),
                Hash256.parse(previousBlock),
                version,
                nbits,
                time,
                nonce);
    }

    /** @param whole the share's difficulty, its fraction cut off */
    private static void assertDifficulty(long whole, KnownShare share) {
        HeaderHasher hasher = new HeaderHasher();
        for (int cut : share.cuts()) {
            share.hash(hasher, cut);
            assertTrue(hasher.meets(Difficulty.of(Long.toString(whole)).target()), "cut at " + cut);
            assertFalse(hasher.meets(Difficulty.of(Long.toString(whole + 1)).target()), "cut at " + cut);
        }
    }
}
