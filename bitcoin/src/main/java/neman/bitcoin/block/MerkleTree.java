package neman.bitcoin.block;

import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;

/**
 * Bitcoin's merkle tree: double SHA-256 of pairs, the last node of an odd level paired with itself.
 *
 * <p>The root of a block's txids stands in its header. A miner who changes the coinbase needs only the branch beside it.
 */
public final class MerkleTree {
    /** What {@link #foldBranch} works in: the node so far and its neighbour. */
    public static final int WORKSPACE_BYTES = 2 * Sha256.HASH_BYTES;

    private MerkleTree() {}

    /**
     * The neighbours, from the leaves up, with which the coinbase's txid is hashed to the root.
     *
     * @param txidsWithoutCoinbase in block order; empty gives an empty branch
     */
    public static List<Hash256> branchOfCoinbase(List<Hash256> txidsWithoutCoinbase) {
        List<Hash256> branch = new ArrayList<>();
        List<Hash256> level = txidsWithoutCoinbase;
        while (!level.isEmpty()) {
            branch.add(level.get(0));
            level = parents(level.subList(1, level.size()));
        }
        return List.copyOf(branch);
    }

    /** The root above {@code coinbaseTxid} and its branch. */
    public static Hash256 rootFromBranch(Hash256 coinbaseTxid, List<Hash256> branch) {
        Hash256 node = coinbaseTxid;
        for (Hash256 neighbour : branch) {
            node = parent(node, neighbour);
        }
        return node;
    }

    /**
     * The same for the submit path, allocating nothing.
     *
     * @param workspace 64 bytes; the coinbase's txid in its first 32 (header order) is replaced by the root
     * @param branch the neighbours in header order, 32 bytes each, one after the other
     */
    public static void foldBranch(byte[] workspace, byte[] branch) {
        for (int offset = 0; offset < branch.length; offset += Sha256.HASH_BYTES) {
            System.arraycopy(branch, offset, workspace, Sha256.HASH_BYTES, Sha256.HASH_BYTES);
            Sha256.doubleHash(workspace, 0, WORKSPACE_BYTES, workspace, 0);
        }
    }

    /** A branch as {@link #foldBranch} reads it. */
    public static byte[] encodeBranch(List<Hash256> branch) {
        byte[] bytes = new byte[branch.size() * Sha256.HASH_BYTES];
        for (int i = 0; i < branch.size(); i++) {
            branch.get(i).copyTo(bytes, i * Sha256.HASH_BYTES);
        }
        return bytes;
    }

    /**
     * The root of a whole block, coinbase first.
     *
     * @throws IllegalArgumentException where there is none: every block has a coinbase
     */
    public static Hash256 root(List<Hash256> txids) {
        if (txids.isEmpty()) {
            throw new IllegalArgumentException("a block has at least a coinbase");
        }
        List<Hash256> level = txids;
        while (level.size() > 1) {
            level = parents(level);
        }
        return level.get(0);
    }

    private static List<Hash256> parents(List<Hash256> level) {
        List<Hash256> parents = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2) {
            parents.add(parent(level.get(i), level.get(Math.min(i + 1, level.size() - 1))));
        }
        return parents;
    }

    private static Hash256 parent(Hash256 left, Hash256 right) {
        return Hash256.ofDoubleSha256(left.toHeaderOrder(), right.toHeaderOrder());
    }
}
