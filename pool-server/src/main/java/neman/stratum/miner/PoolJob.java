package neman.stratum.miner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;

/** {@code mining.notify} as a miner understands it. */
public record PoolJob(
        String id,
        Hash256 previousBlock,
        byte[] coinbasePrefix,
        byte[] coinbaseSuffix,
        List<Hash256> merkleBranch,
        int version,
        int nbits,
        int timeSeconds) {
    private static final HexFormat HEX = HexFormat.of();

    /**
     * @param params of the notification
     * @throws IllegalArgumentException where a field is not what it must be
     */
    public static PoolJob parse(JsonNode params) {
        List<Hash256> branch = new ArrayList<>();
        for (JsonNode sibling : params.path(4)) {
            branch.add(Hash256.ofHeaderOrder(HEX.parseHex(sibling.asText())));
        }
        return new PoolJob(
                params.path(0).asText(),
                previousBlock(params.path(1).asText()),
                HEX.parseHex(params.path(2).asText()),
                HEX.parseHex(params.path(3).asText()),
                branch,
                Integer.parseUnsignedInt(params.path(5).asText(), 16),
                Integer.parseUnsignedInt(params.path(6).asText(), 16),
                Integer.parseUnsignedInt(params.path(7).asText(), 16));
    }

    /** Every word of four bytes comes reversed. */
    private static Hash256 previousBlock(String digits) {
        byte[] sent = HEX.parseHex(digits);
        byte[] header = new byte[sent.length];
        for (int i = 0; i < sent.length; i++) {
            header[i] = sent[i ^ 3];
        }
        return Hash256.ofHeaderOrder(header);
    }

    /** The header with this extranonce and nonce 0. */
    public byte[] header(byte[] extranonce1, byte[] extranonce2) {
        Hash256 coinbase = Hash256.ofDoubleSha256(coinbasePrefix, extranonce1, extranonce2, coinbaseSuffix);
        Hash256 root = MerkleTree.rootFromBranch(coinbase, merkleBranch);
        return BlockHeader.encode(version, previousBlock, root, timeSeconds, nbits, 0);
    }
}
