package neman.bitcoin.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import neman.bitcoin.Sha256;
import neman.bitcoin.sandbox.chain.Addition;
import neman.bitcoin.sandbox.chain.Block;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.sandbox.chain.CoinbaseHeight;
import neman.bitcoin.sandbox.chain.NextBlock;
import neman.bitcoin.sandbox.chain.NonceSearch;
import neman.bitcoin.sandbox.chain.WitnessCommitment;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/**
 * Mines other people's blocks: with real proof of work, paying an address whose key nobody has.
 *
 * <p>Deterministic: the same state, seed and clock give the same block.
 */
final class OthersMiner {
    private final SandboxState state;
    private final long seed;
    private final byte[] script;

    OthersMiner(SandboxState state, long seed) {
        this.state = state;
        this.seed = seed;
        byte[] text = ("neman sandbox other people " + seed).getBytes(StandardCharsets.US_ASCII);
        byte[] nobodysKeyHash = Arrays.copyOf(Sha256.hash(text), 20);
        this.script =
                new ByteWriter().writeByte(0).writePrefixedBytes(nobodysKeyHash).toByteArray();
    }

    /**
     * Looks for a block on the tip with the mempool's transactions, and adds it.
     *
     * @return false where it was told to stop
     */
    boolean mineOne(BooleanSupplier goOn) {
        while (goOn.getAsBoolean()) {
            Block work = state.locked(() -> assemble(NextBlock.of(state.chain(), state.mempool())));
            BooleanSupplier stillOnTip = () -> goOn.getAsBoolean()
                    && state.locked(() ->
                            state.chain().tip().hash().equals(work.header().previousBlock()));
            Optional<Block> mined = search(work, stillOnTip);
            if (mined.isPresent() && state.addBlock(mined.get()) instanceof Addition.NewTip) {
                return true;
            }
        }
        return false;
    }

    /**
     * Replaces the last {@code depth} blocks by {@code depth + 1} empty ones; by more where the chain grows meanwhile, so
     * that they are the best chain in the end.
     */
    void reorganise(int depth) {
        ChainEntry fork = state.locked(() -> state.chain()
                .atHeight(state.chain().tip().height() - depth)
                .orElseThrow(() -> new IllegalArgumentException("the chain has no " + depth + " blocks to replace")));
        ChainEntry end = fork;
        while (end.height() <= fork.height() + depth || !isActive(end)) {
            end = addEmptyBlock(end);
        }
    }

    private boolean isActive(ChainEntry entry) {
        return state.locked(() -> state.chain().isActive(entry));
    }

    private ChainEntry addEmptyBlock(ChainEntry parent) {
        Block work = state.locked(
                () -> assemble(NextBlock.empty(parent, state.chain().parameters())));
        Block mined = search(work, () -> true).orElseThrow();
        Addition addition = state.addBlock(mined);
        return state.locked(() -> state.chain().entry(mined.hash()))
                .orElseThrow(() -> new IllegalStateException("a block of our own was not taken: " + addition));
    }

    private Block assemble(NextBlock next) {
        long time = next.timeSeconds(state.now());
        return next.withCoinbase(coinbase(next, state.chain().knownBlocks()), time);
    }

    /** @param number of blocks known so far: no two coinbases are the same, so no two blocks are */
    private Transaction coinbase(NextBlock next, int number) {
        byte[] scriptSig = new ByteWriter()
                .writeBytes(CoinbaseHeight.script(next.height()))
                .writePrefixedBytes(new ByteWriter().writeInt(number).toByteArray())
                .toByteArray();
        TransactionInput input =
                new TransactionInput(Optional.empty(), scriptSig, -1, List.of(WitnessCommitment.RESERVED_VALUE));
        List<TransactionOutput> outputs = List.of(
                new TransactionOutput(next.coinbaseValueSats(), script),
                new TransactionOutput(0, next.witnessCommitmentScript()));
        return new Transaction(2, List.of(input), outputs, 0);
    }

    private Optional<Block> search(Block work, BooleanSupplier goOn) {
        int firstNonce = (int) (seed * 0x9e3779b97f4a7c15L >>> 32);
        return NonceSearch.run(work, state.chain().parameters().target(), firstNonce, goOn);
    }
}
