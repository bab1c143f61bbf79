package neman.bitcoin.sandbox.chain;

import java.math.BigInteger;
import java.util.Arrays;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;

/**
 * A block and its place in the tree of blocks.
 *
 * <p>Holds the bytes and parses them when asked: objects would take several times as much for the lifetime of the chain
 * (about 1 KB a block as it is).
 */
public final class ChainEntry {
    private static final int MEDIAN_SPAN = 11;

    private final BlockHeader header;
    private final Hash256 hash;
    private final byte[] blockBytes;
    private final ChainEntry parent;
    private final int height;
    private final BigInteger chainWork;
    private final int transactionCount;
    private boolean invalid;

    private ChainEntry(Block block, ChainEntry parent, int height, BigInteger workBefore) {
        this.header = block.header();
        this.hash = block.hash();
        this.blockBytes = block.toBytes();
        this.transactionCount = block.transactions().size();
        this.parent = parent;
        this.height = height;
        this.chainWork = workBefore.add(workOf(Target.ofCompact(header.nbits())));
    }

    static ChainEntry genesis(Block block) {
        return new ChainEntry(block, null, 0, BigInteger.ZERO);
    }

    ChainEntry child(Block block) {
        return new ChainEntry(block, this, height + 1, chainWork);
    }

    /** The expected number of hashes for one block: floor(2^256 ÷ (target + 1)). */
    private static BigInteger workOf(Target target) {
        return BigInteger.ONE.shiftLeft(256).divide(target.value().add(BigInteger.ONE));
    }

    public BlockHeader header() {
        return header;
    }

    public Hash256 hash() {
        return hash;
    }

    public int height() {
        return height;
    }

    public Block block() {
        return Block.parse(blockBytes);
    }

    public byte[] blockBytes() {
        return blockBytes.clone();
    }

    public int transactionCount() {
        return transactionCount;
    }

    public BigInteger chainWork() {
        return chainWork;
    }

    public boolean isGenesis() {
        return parent == null;
    }

    /** @throws IllegalStateException at the genesis block */
    public ChainEntry parent() {
        if (parent == null) {
            throw new IllegalStateException("the genesis block has no parent");
        }
        return parent;
    }

    public long timeSeconds() {
        return Integer.toUnsignedLong(header.timeSeconds());
    }

    /** The median of the last 11 times up to and with this block (BIP113); a child's must be above it. */
    public long medianTimePast() {
        long[] times = new long[Math.min(MEDIAN_SPAN, height + 1)];
        ChainEntry entry = this;
        for (int i = 0; i < times.length; i++, entry = entry.parent) {
            times[i] = entry.timeSeconds();
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

    /** The block at {@code ancestorHeight} on the way from here to the genesis block. */
    ChainEntry ancestor(int ancestorHeight) {
        ChainEntry entry = this;
        while (entry.height > ancestorHeight) {
            entry = entry.parent;
        }
        return entry;
    }

    /** Found to break a rule that shows only when a block is connected; so do all of its descendants. */
    boolean isInvalid() {
        return invalid;
    }

    void markInvalid() {
        invalid = true;
    }
}
