package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.transaction.Transaction;

/**
 * What the next block on {@code parent} may be: the content of a template.
 *
 * @param entries in block order, without the coinbase
 */
public record NextBlock(ChainEntry parent, int nbits, List<MempoolEntry> entries) {
    /** BIP9's version without a signal. */
    public static final int VERSION = 0x2000_0000;

    /** Room for header, count and a coinbase, as Bitcoin Core's default. */
    private static final int RESERVED_WEIGHT = 8_000;

    public NextBlock {
        entries = List.copyOf(entries);
    }

    /** On the tip, with the mempool as far as it fits, in its order. */
    public static NextBlock of(Chain chain, Mempool mempool) {
        List<MempoolEntry> chosen = new ArrayList<>();
        int weight = RESERVED_WEIGHT;
        for (MempoolEntry entry : mempool.entries()) {
            weight += entry.transaction().weight();
            if (weight > ChainParameters.MAX_BLOCK_WEIGHT) {
                break; // what follows may depend on it
            }
            chosen.add(entry);
        }
        return new NextBlock(chain.tip(), chain.parameters().nbits(), chosen);
    }

    public static NextBlock empty(ChainEntry parent, ChainParameters parameters) {
        return new NextBlock(parent, parameters.nbits(), List.of());
    }

    public int height() {
        return parent.height() + 1;
    }

    public long minTimeSeconds() {
        return parent.medianTimePast() + 1;
    }

    /** The clock's time, or the earliest allowed where the clock is behind the chain. */
    public long timeSeconds(Instant now) {
        return Math.max(minTimeSeconds(), now.getEpochSecond());
    }

    public long coinbaseValueSats() {
        return ChainParameters.subsidySats(height())
                + entries.stream().mapToLong(MempoolEntry::feeSats).sum();
    }

    public List<Transaction> transactions() {
        return entries.stream().map(MempoolEntry::transaction).toList();
    }

    public byte[] witnessCommitmentScript() {
        return WitnessCommitment.script(transactions());
    }

    /** The whole block around {@code coinbase}, with nonce 0 and so without proof of work. */
    public Block withCoinbase(Transaction coinbase, long timeSeconds) {
        List<Transaction> all = new ArrayList<>();
        all.add(coinbase);
        all.addAll(transactions());
        Hash256 root = MerkleTree.root(all.stream().map(Transaction::txid).toList());
        return new Block(new BlockHeader(VERSION, parent.hash(), root, (int) timeSeconds, nbits, 0), all);
    }
}
