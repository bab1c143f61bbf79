package neman.bitcoin.sandbox;

import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.CoinbaseBuilder;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/** Blocks built with the pool's own classes from the node's templates. */
final class TestBlocks {
    private TestBlocks() {}

    static byte[] mine(BlockTemplate template, PayoutAddress payTo) {
        byte[] coinbase = new CoinbaseBuilder(template.height())
                .tag("/test/")
                .start(1, 1)
                .output(payTo.script(), template.coinbaseValueSats())
                .witnessCommitment(template.witnessCommitmentScript())
                .build()
                .assemble(new byte[4], new byte[8]);
        List<Hash256> txids =
                template.transactions().stream().map(TemplateTransaction::txid).toList();
        Hash256 root = MerkleTree.rootFromBranch(Hash256.ofDoubleSha256(coinbase), MerkleTree.branchOfCoinbase(txids));
        byte[] header = solve(template, root);
        return BlockBytes.encode(
                header,
                coinbase,
                true,
                template.transactions().stream().map(TemplateTransaction::data).toList());
    }

    private static byte[] solve(BlockTemplate template, Hash256 root) {
        Target target = Target.ofCompact(template.nbits());
        for (int nonce = 0; ; nonce++) {
            byte[] header = BlockHeader.encode(
                    template.version(),
                    template.previousBlock(),
                    root,
                    (int) template.currentTimeSeconds(),
                    template.nbits(),
                    nonce);
            if (target.isMetBy(Hash256.ofDoubleSha256(header).toHeaderOrder(), 0)) {
                return header;
            }
        }
    }
}
