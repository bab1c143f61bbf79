package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
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
