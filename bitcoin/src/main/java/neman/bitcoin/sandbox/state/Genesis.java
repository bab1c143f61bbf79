package neman.bitcoin.sandbox.state;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.sandbox.chain.Block;
import neman.bitcoin.sandbox.chain.ChainParameters;
import neman.bitcoin.sandbox.chain.NonceSearch;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/** The first block of a sandbox chain: it tells chains of different seeds apart. */
final class Genesis {
    /** Bitcoin's own: before every clock that a test may bring. */
    private static final int TIME_SECONDS = 1_231_006_505;

    private static final int OP_RETURN = 0x6a;

    private Genesis() {}

    /** With its proof of work: as much work as any block. */
    static Block mine(long seed, ChainParameters parameters) {
        Block unmined = unmined(seed, parameters);
        return NonceSearch.run(unmined, parameters.target(), 0, () -> true)
                .orElseThrow(() -> new IllegalStateException("no nonce gives the genesis block its proof of work"));
    }

    /** Whether {@code block} is what {@link #mine} would give for this seed. */
    static boolean isGenesis(Block block, long seed, ChainParameters parameters) {
        BlockHeader expected = unmined(seed, parameters).header();
        return block.header().merkleRoot().equals(expected.merkleRoot())
                && block.header().nbits() == parameters.nbits()
                && block.header().previousBlock().equals(Hash256.ZERO);
    }

    private static Block unmined(long seed, ChainParameters parameters) {
        byte[] text = ("neman sandbox " + seed).getBytes(StandardCharsets.US_ASCII);
        byte[] script = new ByteWriter().writeByte(0).writePrefixedBytes(text).toByteArray();
        TransactionInput input = new TransactionInput(Optional.empty(), script, -1, List.of());
        TransactionOutput output = new TransactionOutput(ChainParameters.subsidySats(0), new byte[] {(byte) OP_RETURN});
        Transaction coinbase = new Transaction(1, List.of(input), List.of(output), 0);
        Hash256 root = MerkleTree.root(List.of(coinbase.txid()));
        return new Block(
                new BlockHeader(1, Hash256.ZERO, root, TIME_SECONDS, parameters.nbits(), 0), List.of(coinbase));
    }
}
