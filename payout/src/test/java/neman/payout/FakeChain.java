package neman.payout;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.payment.PaymentTransaction;

/** A chain in memory: blocks without proof of work, spends without signatures, but no output spent twice. Thread-safe. */
public final class FakeChain {
    public static final long REWARD_SATS = 5_000_000_000L;
    private static final int COINBASE_MATURITY = 100;

    /** A transaction as sent and as read. */
    record Sent(byte[] bytes, PaymentTransaction decoded) {
        static Sent of(byte[] bytes) {
            return new Sent(bytes, PaymentTransaction.decode(bytes));
        }

        /** It spends nothing, and pays one output. */
        static Sent coinbase(int height, int distinct, TransactionOutput output) {
            byte[] bytes = FakeTransactions.coinbase(height, distinct, output);
            Hash256 txid = Hash256.ofDoubleSha256(bytes);
            return new Sent(bytes, new PaymentTransaction(txid, List.of(), List.of(output), bytes.length, true));
        }
    }

    /** @param transactions the coinbase first */
    public record Block(Hash256 hash, int height, byte[] header, List<Sent> transactions) {
        byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(header);
            FakeTransactions.size(bytes, transactions.size());
            transactions.forEach(sent -> bytes.writeBytes(sent.bytes()));
            return bytes.toByteArray();
        }
    }

    /** @param height −1 in the mempool */
    record Coin(TransactionOutput output, int height, boolean coinbase) {}

    private final List<Block> active = new ArrayList<>();
    private final Map<Hash256, Block> known = new HashMap<>();
    private final Map<Hash256, Sent> mempool = new LinkedHashMap<>();
    private final byte[] othersScript;
    private int distinct;

    public FakeChain(PayoutAddress others) {
        othersScript = others.script();
        mine(others);
    }

    /** The same chain as another node has it: from here on each goes its own way. */
    public synchronized FakeChain copy() {
        FakeChain copy = new FakeChain(this);
        copy.mempool.putAll(mempool);
        return copy;
    }

    private FakeChain(FakeChain other) {
        othersScript = other.othersScript;
        active.addAll(other.active);
        known.putAll(other.known);
        distinct = other.distinct + 1_000_000;
    }

    /** It hears of everything that the other chain has, and follows it. */
    public synchronized void catchUpWith(FakeChain other) {
        active.clear();
        synchronized (other) {
            active.addAll(other.active);
            known.putAll(other.known);
        }
    }

    public synchronized int tipHeight() {
        return active.size() - 1;
    }

    synchronized Block tip() {
        return active.get(tipHeight());
    }

    synchronized Optional<Block> at(int height) {
        return height < active.size() ? Optional.of(active.get(height)) : Optional.empty();
    }

    synchronized Optional<Block> block(Hash256 hash) {
        return Optional.ofNullable(known.get(hash));
    }

    synchronized boolean isActive(Block block) {
        return at(block.height())
                .filter(there -> there.hash().equals(block.hash()))
                .isPresent();
    }

    /** A block on the tip with everything that waits in the mempool. */
    public synchronized Block mine(PayoutAddress miner) {
        return mine(miner.script(), new ArrayList<>(mempool.values()));
    }

    public synchronized void mineOthers(int blocks) {
        for (int i = 0; i < blocks; i++) {
            mine(othersScript, new ArrayList<>(mempool.values()));
        }
    }

    private Block mine(byte[] script, List<Sent> payments) {
        int height = active.size();
        List<Sent> transactions = new ArrayList<>();
        transactions.add(Sent.coinbase(height, ++distinct, new TransactionOutput(script, REWARD_SATS)));
        transactions.addAll(payments);
        payments.forEach(sent -> mempool.remove(sent.decoded().txid()));
        Hash256 previous = height == 0 ? Hash256.ZERO : active.get(height - 1).hash();
        byte[] header = BlockHeader.encode(4, previous, Hash256.ZERO, height, 0x207fffff, distinct);
        Block block = new Block(Hash256.ofDoubleSha256(header), height, header, List.copyOf(transactions));
        active.add(block);
        known.put(block.hash(), block);
        return block;
    }

    /** Replaces the last blocks by one more of other people's; what they confirmed waits again, without being mined. */
    public synchronized List<Block> reorganise(int depth) {
        List<Block> gone = new ArrayList<>(active.subList(active.size() - depth, active.size()));
        active.subList(active.size() - depth, active.size()).clear();
        gone.forEach(block -> block.transactions().stream()
                .skip(1)
                .forEach(sent -> mempool.put(sent.decoded().txid(), sent)));
        for (int i = 0; i <= depth; i++) {
            mine(othersScript, List.of());
        }
        return gone;
    }

    /** The chain of the first of {@code blocks} comes back and grows beyond the one that had replaced it. */
    public synchronized void bringBack(List<Block> blocks, int more) {
        active.subList(blocks.get(0).height(), active.size()).clear();
        active.addAll(blocks);
        mineOthers(more);
    }

    public synchronized void forgetMempool() {
        mempool.clear();
    }

    /** A block that this node never heard of. */
    public synchronized Hash256 unheardOf() {
        return Hash256.ofDoubleSha256(new byte[] {(byte) ++distinct, 1, 2});
    }

    synchronized Map<OutPoint, Coin> coins(boolean withMempool) {
        Map<OutPoint, Coin> coins = new LinkedHashMap<>();
        for (Block block : active) {
            for (int i = 0; i < block.transactions().size(); i++) {
                apply(coins, block.transactions().get(i), block.height(), i == 0);
            }
        }
        if (withMempool) {
            mempool.values().removeIf(sent -> !applyIfPossible(coins, sent));
        }
        return coins;
    }

    /** What waits may spend what waits before it. */
    private static boolean applyIfPossible(Map<OutPoint, Coin> coins, Sent sent) {
        boolean possible = coins.keySet().containsAll(sent.decoded().inputs());
        if (possible) {
            apply(coins, sent, -1, false);
        }
        return possible;
    }

    private static void apply(Map<OutPoint, Coin> coins, Sent sent, int height, boolean coinbase) {
        PaymentTransaction transaction = sent.decoded();
        if (!coinbase) {
            for (OutPoint input : transaction.inputs()) {
                if (coins.remove(input) == null) {
                    throw new AssertionError(input + " is spent twice");
                }
            }
        }
        for (int i = 0; i < transaction.outputs().size(); i++) {
            coins.put(
                    new OutPoint(transaction.txid(), i),
                    new Coin(transaction.outputs().get(i), height, coinbase));
        }
    }

    boolean isMature(Coin coin) {
        return !coin.coinbase() || tipHeight() - coin.height() >= COINBASE_MATURITY;
    }

    /** Whether the inputs are there; the transaction then waits in the mempool. */
    synchronized boolean accept(byte[] bytes) {
        PaymentTransaction transaction = PaymentTransaction.decode(bytes);
        if (mempool.containsKey(transaction.txid())) {
            return true;
        }
        if (!coins(true).keySet().containsAll(transaction.inputs())) {
            return false;
        }
        mempool.put(transaction.txid(), new Sent(bytes, transaction));
        return true;
    }

    public synchronized boolean isWaiting(Hash256 txid) {
        return mempool.containsKey(txid);
    }

    /** The block of the active chain that holds it. */
    synchronized Optional<Block> confirming(Hash256 txid) {
        return active.stream()
                .filter(block -> block.transactions().stream()
                        .anyMatch(sent -> sent.decoded().txid().equals(txid)))
                .findFirst();
    }

    /** Transactions that spend what paid an address, above a block or waiting, the oldest first. */
    synchronized Map<Hash256, Sent> spentBy(PayoutAddress address, int aboveHeight) {
        Set<OutPoint> owned = new HashSet<>();
        Map<Hash256, Sent> spenders = new LinkedHashMap<>();
        for (Block block : active) {
            block.transactions().forEach(sent -> noteSpend(sent, address, owned, spenders));
            if (block.height() <= aboveHeight) {
                spenders.clear();
            }
        }
        coins(true);
        mempool.values().forEach(sent -> noteSpend(sent, address, owned, spenders));
        return spenders;
    }

    private static void noteSpend(Sent sent, PayoutAddress address, Set<OutPoint> owned, Map<Hash256, Sent> spenders) {
        PaymentTransaction transaction = sent.decoded();
        if (transaction.inputs().stream().anyMatch(owned::contains)) {
            spenders.put(transaction.txid(), sent);
        }
        for (int i = 0; i < transaction.outputs().size(); i++) {
            if (address.isPaidBy(transaction.outputs().get(i).script())) {
                owned.add(new OutPoint(transaction.txid(), i));
            }
        }
    }

    /** What the active chain and the mempool ever paid to an address by other transactions than coinbases. */
    public synchronized long paidSats(PayoutAddress address) {
        List<Sent> payments = new ArrayList<>(mempool.values());
        active.forEach(block -> payments.addAll(
                block.transactions().subList(1, block.transactions().size())));
        return payments.stream()
                .flatMap(sent -> sent.decoded().outputs().stream())
                .filter(output -> address.isPaidBy(output.script()))
                .mapToLong(TransactionOutput::sats)
                .sum();
    }
}
