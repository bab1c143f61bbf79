package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.ShareFields;
import org.junit.jupiter.api.Test;

/**
 * Shares that others found: mainnet blocks taken apart as if they had been mined here, and what firmware tests itself with.
 * Whatever bytes of the coinbase are called extranonce, the header is the same, so the cut is made at several places.
 */
class ShareVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int EXTRANONCE_BYTES = 12;
    /** After version, input count and the coinbase's empty outpoint. */
    private static final int SCRIPT_SIG_OFFSET = 42;

    private final HeaderHasher hasher = new HeaderHasher();

    /** Everything in the bytes and order of {@code mining.notify}, but for the previous block, which is as explorers show it. */
    private record Vector(
            String coinbase, List<String> branch, String previousBlock, int version, int nbits, int time, int nonce) {}

    @Test
    void mainnetBlock1() {
        Vector block = new Vector(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0104ffffffff"
                        + "0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a627c66fb8be7947be63c52da7589379515d4"
                        + "e0a604f8141781e62294721166bf621e73a82cbf2342c858eeac00000000",
                List.of(),
                "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
                1,
                0x1d00ffff,
                1231469665,
                0x9962e301);
        assertHash("00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048", block);
    }

    @Test
    void mainnetBlock170() {
        Vector block = new Vector(
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0102ffffffff"
                        + "0100f2052a01000000434104d46c4968bde02899d2aa0963367c7a6ce34eec332b32e42e5f3407e052d64ac625da6f0718e7b3"
                        + "02140434bd725706957c092db53805b821a85b23a7ac61725bac00000000",
                List.of("169e1e83e930853391bc6f35f605c6754cfead57cf8387639d3b4096c54f18f4"),
                "000000002a22cfee1f2c846adbd12b3e183d4f97683f85dad08a79780a84bd55",
                1,
                0x1d00ffff,
                1231731025,
                1889418792);
        assertHash("00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee", block);
    }

    /**
     * A share of difficulty 683 for the block after mainnet's 791,432, from ESP-Miner: {@code
     * components/stratum/test/test_mining.c}, "Test nonce diff checking 2" (bitaxeorg/ESP-Miner at 00231f30).
     */
    @Test
    void espMinersShareWithThirteenBranches() {
        Vector share = new Vector(
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

    private void assertHash(String expected, Vector vector) {
        for (int cut : cuts(vector)) {
            hash(vector, cut);
            assertEquals(expected, hasher.hash().toString(), "cut at " + cut);
        }
    }

    /** @param whole the share's difficulty, its fraction cut off */
    private void assertDifficulty(long whole, Vector vector) {
        for (int cut : cuts(vector)) {
            hash(vector, cut);
            assertTrue(hasher.meets(Difficulty.of(Long.toString(whole)).target()), "cut at " + cut);
            assertFalse(hasher.meets(Difficulty.of(Long.toString(whole + 1)).target()), "cut at " + cut);
        }
    }

    private static int[] cuts(Vector vector) {
        int bytes = vector.coinbase().length() / 2;
        return new int[] {1, SCRIPT_SIG_OFFSET, bytes / 2, bytes - EXTRANONCE_BYTES};
    }

    private void hash(Vector vector, int cut) {
        byte[] coinbase = HEX.parseHex(vector.coinbase());
        JobRecord jobRecord = new JobRecord(
                1,
                1,
                Hash256.parse(vector.previousBlock()),
                vector.version(),
                vector.nbits(),
                vector.time(),
                Arrays.copyOf(coinbase, cut),
                Arrays.copyOfRange(coinbase, cut + EXTRANONCE_BYTES, coinbase.length),
                Long.BYTES,
                vector.branch().stream()
                        .map(HEX::parseHex)
                        .map(Hash256::ofHeaderOrder)
                        .toList(),
                0);
        ByteBuffer extranonces = ByteBuffer.wrap(coinbase, cut, EXTRANONCE_BYTES);
        hasher.hash(
                new Job(jobRecord, new JobTimes(0, JobTimes.OPEN), false, List.of()),
                new ShareFields(
                        extranonces.getInt(), extranonces.getLong(), vector.time(), vector.nonce(), vector.version()));
    }
}
