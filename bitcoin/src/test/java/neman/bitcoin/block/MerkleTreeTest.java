package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    /** Block 100,000 of the main chain, as every explorer shows it; the merkle root proves the list. */
    private static final List<Hash256> TXIDS_100000 = Stream.of(
                    "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
                    "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
                    "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
                    "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d")
            .map(Hash256::parse)
            .toList();

    private static final Hash256 ROOT_100000 =
            Hash256.parse("f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766");

    @Test
    void theRootOfBlock100000() {
        assertEquals(ROOT_100000, MerkleTree.root(TXIDS_100000));
    }

    @Test
    void theBranchOfItsCoinbaseLeadsToTheSameRoot() {
        List<Hash256> branch = MerkleTree.branchOfCoinbase(TXIDS_100000.subList(1, 4));
        assertEquals(2, branch.size());
        assertEquals(TXIDS_100000.get(1), branch.get(0));
        assertEquals(ROOT_100000, MerkleTree.rootFromBranch(TXIDS_100000.get(0), branch));
    }

    /**
     * ESP-Miner's own: {@code components/stratum/test/test_mining.c}, "Validate merkle root calculation" (bitaxeorg/ESP-Miner at
     * 5c277131).
     */
    @Test
    void espMinersRootAboveTwelveBranches() {
        assertRoot(
                "adbcbc21e20388422198a55957aedfa0e61be0b8f2b87d7c08510bb9f099a893",
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff20020862062f503253482f04b8"
                        + "864e5008e969579199999999072f736c7573682f000000000100f2052a010000001976a914d23fcdf86f7e756a64a7a9688ef990"
                        + "3327048ed988ac00000000",
                "ae23055e00f0f697cc3640124812d96d4fe8bdfa03484c1c638ce5a1c0e9aa81",
                "980fb87cb61021dd7afd314fcb0dabd096f3d56a7377f6f320684652e7410a21",
                "a52e9868343c55ce405be8971ff340f562ae9ab6353f07140d01666180e19b52",
                "7435bdfa004e603953b2ed39f118803934d9cf17b06d979ceb682f2251bafac2",
                "2a91f061a22d27cb8f44eea79938fb241ebeb359891aa907f05ffde7ed44e52e",
                "302401f80eb5e958155135e25200bb8ea181ad2d05e804a531c7314d86403cdc",
                "318ecb6161eb9b4cfd802bd730e2d36c167ddf102e70aa7b4158e2870dd47392",
                "1114332a9858e0cf84b2425bb1e59eaabf91dd102d114aa443d57fc1b3beb0c9",
                "f43f38095c810613ed795a44d9fab02ff25269706f454885db9be05cdf9c06e1",
                "3e2fc26b27fddc39668b59099cd9635761bb72ed92404204e12bdff08b16fb75",
                "463c19427286342120039a83218fa87ce45448e246895abac11fff0036076758",
                "03d287f655813e540ddb9c4e7aeb922478662b0f5d8e9d0cbd564b20146bab76");
    }

    /** The same file, "Validate another merkle root calculation". */
    @Test
    void espMinersRootAboveFiveBranches() {
        assertRoot(
                "5cc58f5e84aafc740d521b92a7bf72f4e56c4cc3ad1c2159f1d094f97ac34eee",
                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff2503777d07062f503253482f04"
                        + "05b8c75208f800880e000000000b2f436f696e48756e74722f0000000001603f352a010000001976a914c633315d376c20a973a7"
                        + "58f7422d67f7bfed9c5888ac00000000",
                "f0dbca1ee1a9f6388d07d97c1ab0de0e41acdf2edac4b95780ba0a1ec14103b3",
                "8e43fd2988ac40c5d97702b7e5ccdf5b06d58f0e0d323f74dd5082232c1aedf7",
                "1177601320ac928b8c145d771dae78a3901a089fa4aca8def01cbff747355818",
                "9f64f3b0d9edddb14be6f71c3ac2e80455916e207ffc003316c6a515452aa7b4",
                "2d0b54af60fad4ae59ec02031f661d026f2bb95e2eeb1e6657a35036c017c595");
    }

    /** Everything in the bytes' own order, as firmware handles it. */
    private static void assertRoot(String root, String coinbase, String... branch) {
        Hash256 txid = Hash256.ofDoubleSha256(HexFormat.of().parseHex(coinbase));
        List<Hash256> neighbours = Stream.of(branch)
                .map(HexFormat.of()::parseHex)
                .map(Hash256::ofHeaderOrder)
                .toList();
        assertEquals(Hash256.ofHeaderOrder(HexFormat.of().parseHex(root)), MerkleTree.rootFromBranch(txid, neighbours));
    }

    @Test
    void aCoinbaseAloneIsItsOwnRoot() {
        Hash256 coinbase = TXIDS_100000.get(0);
        assertEquals(List.of(), MerkleTree.branchOfCoinbase(List.of()));
        assertEquals(coinbase, MerkleTree.rootFromBranch(coinbase, List.of()));
        assertEquals(coinbase, MerkleTree.root(List.of(coinbase)));
        assertThrows(IllegalArgumentException.class, () -> MerkleTree.root(List.of()));
    }

    @Test
    void anOddLevelPairsItsLastNodeWithItself() {
        Hash256 a = Hash256.parse("0a".repeat(32));
        Hash256 b = Hash256.parse("0b".repeat(32));
        Hash256 c = Hash256.parse("0c".repeat(32));
        assertEquals(MerkleTree.root(List.of(a, b, c, c)), MerkleTree.root(List.of(a, b, c)));
    }

    @Test
    void branchAndAllocationFreeFoldAgreeWithTheWholeTreeForEverySize() {
        Random random = new Random(20261122);
        List<Hash256> txids = new ArrayList<>();
        for (int size = 1; size <= 70; size++) {
            byte[] bytes = new byte[Hash256.BYTES];
            random.nextBytes(bytes);
            txids.add(Hash256.ofHeaderOrder(bytes));
            Hash256 root = MerkleTree.root(txids);
            List<Hash256> branch = MerkleTree.branchOfCoinbase(txids.subList(1, size));
            assertEquals(root, MerkleTree.rootFromBranch(txids.get(0), branch));
            byte[] workspace = new byte[MerkleTree.WORKSPACE_BYTES];
            txids.get(0).copyTo(workspace, 0);
            MerkleTree.foldBranch(workspace, MerkleTree.encodeBranch(branch));
            assertEquals(root, Hash256.ofHeaderOrder(Arrays.copyOf(workspace, Hash256.BYTES)));
        }
    }
}
