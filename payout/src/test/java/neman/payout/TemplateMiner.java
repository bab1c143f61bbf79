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
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.SubmitAnswer;

/** Mines on a real node's template, with everything that waits in its mempool. */
public final class TemplateMiner {
    private static int start;

    /** @param hash of the block that the node took */
    public record Mined(Hash256 hash, int height, long rewardSats) {}

    private TemplateMiner() {}

    public static Mined mine(NodeClient node, PayoutAddress payTo) throws NodeException {
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
        byte[] header = solve(
                template.version(),
                template.previousBlock(),
                root,
                (int) template.currentTimeSeconds(),
                template.nbits());
        SubmitAnswer answer = node.submitBlock(BlockBytes.encode(
                header,
                coinbase,
                template.witnessCommitmentScript().isPresent(),
                template.transactions().stream().map(TemplateTransaction::data).toList()));
        if (answer.verdict() != SubmitAnswer.Verdict.ACCEPTED) {
            throw new AssertionError(answer);
        }
        return new Mined(Hash256.ofDoubleSha256(header), template.height(), template.coinbaseValueSats());
    }

    /** An empty block of other people's on any block that the node knows, whether or not it is the tip. */
    public static Hash256 mineOn(NodeClient node, Hash256 parent, PayoutAddress payTo, long rewardSats, int nbits)
            throws NodeException {
        ChainHeader below = node.header(parent).orElseThrow();
        byte[] coinbase = new CoinbaseBuilder(below.height() + 1)
                .tag("/test/")
                .start(2, ++start)
                .output(payTo.script(), rewardSats)
                .build()
                .assemble(new byte[4], new byte[8]);
        byte[] header =
                solve(0x20000000, parent, Hash256.ofDoubleSha256(coinbase), (int) below.timeSeconds() + 1, nbits);
        SubmitAnswer answer = node.submitBlock(BlockBytes.encode(header, coinbase, false, List.of()));
        if (answer.verdict() != SubmitAnswer.Verdict.ACCEPTED
                && answer.verdict() != SubmitAnswer.Verdict.INCONCLUSIVE) {
            throw new AssertionError(answer);
        }
        return Hash256.ofDoubleSha256(header);
    }

    private static byte[] solve(int version, Hash256 parent, Hash256 root, int timeSeconds, int nbits) {
        Target target = Target.ofCompact(nbits);
        for (int nonce = 0; ; nonce++) {
            byte[] header = BlockHeader.encode(version, parent, root, timeSeconds, nbits, nonce);
            if (target.isMetBy(Hash256.ofDoubleSha256(header).toHeaderOrder(), 0)) {
                return header;
            }
        }
    }
}
