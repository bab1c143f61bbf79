package neman.payout;

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
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.SubmitAnswer;

/** Mines on a real node's template, with everything that waits in its mempool. */
final class TemplateMiner {
    private static int start;

    /** @param hash of the block that the node took */
    record Mined(Hash256 hash, int height) {}

    private TemplateMiner() {}

    static Mined mine(NodeClient node, PayoutAddress payTo) throws NodeException {
        BlockTemplate template = node.blockTemplate();
        byte[] coinbase = new CoinbaseBuilder(template.height())
                .tag("/test/")
                .start(1, ++start)
                .output(payTo.script(), template.coinbaseValueSats())
                .witnessCommitment(template.witnessCommitmentScript())
                .build()
                .assemble(new byte[4], new byte[8]);
        List<Hash256> txids =
                template.transactions().stream().map(TemplateTransaction::txid).toList();
        Hash256 root = MerkleTree.rootFromBranch(Hash256.ofDoubleSha256(coinbase), MerkleTree.branchOfCoinbase(txids));
        byte[] header = solve(template, root);
        SubmitAnswer answer = node.submitBlock(BlockBytes.encode(
                header,
                coinbase,
                template.witnessCommitmentScript().isPresent(),
                template.transactions().stream().map(TemplateTransaction::data).toList()));
        if (answer.verdict() != SubmitAnswer.Verdict.ACCEPTED) {
            throw new AssertionError(answer);
        }
        return new Mined(Hash256.ofDoubleSha256(header), template.height());
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
