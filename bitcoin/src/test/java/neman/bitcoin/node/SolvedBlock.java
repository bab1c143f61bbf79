package neman.bitcoin.node;

import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.CoinbaseBuilder;
import neman.bitcoin.block.CoinbaseParts;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/** A block made from a template the way the pool makes it, with the nonce found by trying. */
record SolvedBlock(byte[] bytes, Hash256 hash, Hash256 coinbaseTxid) {
    private static final byte[] EXTRANONCE1 = {1, 2, 3, 4};

    static SolvedBlock mine(BlockTemplate template, byte[] poolScript, int extranonce2) {
        return mine(template, poolScript, extranonce2, template.coinbaseValueSats());
    }

    static SolvedBlock mine(BlockTemplate template, byte[] poolScript, int extranonce2, long coinbaseSats) {
        CoinbaseParts parts = new CoinbaseBuilder(template.height())
                .start(7, 0x01020304)
                .extranonce2Bytes(4)
                .tag("/neman/")
                .output(poolScript, coinbaseSats)
                .witnessCommitment(template.witnessCommitmentScript())
                .build();
        byte[] second = new byte[4];
        LittleEndian.writeInt(second, 0, extranonce2);
        byte[] coinbase = parts.assemble(EXTRANONCE1, second);
        Hash256 coinbaseTxid = Hash256.ofDoubleSha256(coinbase);
        byte[] header = solve(template, coinbaseTxid);
        byte[] block = BlockBytes.encode(
                header,
                coinbase,
                template.witnessCommitmentScript().isPresent(),
                template.transactions().stream().map(TemplateTransaction::data).toList());
        return new SolvedBlock(block, BlockHeader.parse(header).hash(), coinbaseTxid);
    }

    private static byte[] solve(BlockTemplate template, Hash256 coinbaseTxid) {
        List<Hash256> txids =
                template.transactions().stream().map(TemplateTransaction::txid).toList();
        byte[] header = BlockHeader.encode(
                template.version(),
                template.previousBlock(),
                MerkleTree.rootFromBranch(coinbaseTxid, MerkleTree.branchOfCoinbase(txids)),
                (int) Math.max(template.currentTimeSeconds(), template.minTimeSeconds()),
                template.nbits(),
                0);
        Target target = Target.ofCompact(template.nbits());
        byte[] hash = new byte[Sha256.HASH_BYTES];
        for (int nonce = 0; ; nonce++) {
            LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, nonce);
            Sha256.doubleHash(header, 0, header.length, hash, 0);
            if (target.isMetBy(hash, 0)) {
                return header;
            }
        }
    }
}
