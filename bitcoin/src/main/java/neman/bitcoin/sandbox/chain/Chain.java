package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.Transaction;

/**
 * The tree of known blocks and, in it, the active chain: the one with most work, the first seen of equals.
 *
 * <p>Not thread-safe.
 */
public final class Chain implements CoinView {
    private final ChainParameters parameters;
    private final BlockRules rules;
    private final Map<Hash256, ChainEntry> entries = new HashMap<>();
    private final List<ChainEntry> active = new ArrayList<>();
    private final List<CoinSet.Changes> changes = new ArrayList<>();
    private final Map<Hash256, ChainEntry> transactions = new HashMap<>();
    private final CoinSet coins = new CoinSet();

    /** @param genesis not checked; its outputs cannot be spent, as in Bitcoin */
    public Chain(ChainParameters parameters, Block genesis) {
        this.parameters = parameters;
        this.rules = new BlockRules(parameters);
        ChainEntry entry = ChainEntry.genesis(genesis);
        entries.put(entry.hash(), entry);
        active.add(entry);
        changes.add(new CoinSet.Changes());
    }

    /** @param now blocks more than two hours ahead of it are refused */
    public Addition add(Block block, Instant now) {
        ChainEntry known = entries.get(block.hash());
        if (known != null) {
            return new Addition.Duplicate(known.isInvalid());
        }
        ChainEntry parent = entries.get(block.header().previousBlock());
        Optional<Refusal> refusal = check(block, parent, now);
        if (refusal.isPresent()) {
            return new Addition.Refused(refusal.get());
        }
        ChainEntry entry = parent.child(block);
        entries.put(entry.hash(), entry);
        return entry.chainWork().compareTo(tip().chainWork()) > 0 ? activate(entry) : new Addition.SideBranch(entry);
    }

    private Optional<Refusal> check(Block block, ChainEntry parent, Instant now) {
        if (parent == null) {
            return Optional.of(Refusal.PREVIOUS_BLOCK_UNKNOWN);
        }
        return parent.isInvalid() ? Optional.of(Refusal.PREVIOUS_BLOCK_INVALID) : rules.check(block, parent, now);
    }

    private Addition activate(ChainEntry newTip) {
        List<ChainEntry> branch = branchTo(newTip);
        int forkHeight = branch.get(0).height() - 1;
        List<ChainEntry> disconnected = disconnectAbove(forkHeight);
        for (int i = 0; i < branch.size(); i++) {
            Optional<Refusal> refusal = connect(branch.get(i));
            if (refusal.isPresent()) {
                branch.subList(i, branch.size()).forEach(ChainEntry::markInvalid);
                restore(forkHeight, disconnected);
                boolean offered = i == branch.size() - 1;
                return new Addition.Refused(offered ? refusal.get() : Refusal.PREVIOUS_BLOCK_INVALID);
            }
        }
        return new Addition.NewTip(disconnected, branch);
    }

    /** From the block after the fork with the active chain up to {@code newTip}. */
    private List<ChainEntry> branchTo(ChainEntry newTip) {
        List<ChainEntry> branch = new ArrayList<>();
        for (ChainEntry entry = newTip; !isActive(entry); entry = entry.parent()) {
            branch.add(entry);
        }
        Collections.reverse(branch);
        return branch;
    }

    private List<ChainEntry> disconnectAbove(int height) {
        List<ChainEntry> disconnected = new ArrayList<>();
        while (tip().height() > height) {
            ChainEntry entry = active.remove(active.size() - 1);
            Block block = entry.block();
            coins.revert(block.transactions(), changes.remove(changes.size() - 1));
            block.txids().forEach(transactions::remove);
            disconnected.add(entry);
        }
        return disconnected;
    }

    private void restore(int forkHeight, List<ChainEntry> disconnected) {
        disconnectAbove(forkHeight);
        for (int i = disconnected.size() - 1; i >= 0; i--) {
            connect(disconnected.get(i)).ifPresent(refusal -> {
                throw new IllegalStateException("a block that was connected before is now refused: " + refusal);
            });
        }
    }

    private Optional<Refusal> connect(ChainEntry entry) {
        CoinSet.Changes made = new CoinSet.Changes();
        Block block = entry.block();
        Optional<Refusal> refusal = spendAll(block, entry.height(), made);
        if (refusal.isPresent()) {
            coins.revert(block.transactions(), made);
            return refusal;
        }
        active.add(entry);
        changes.add(made);
        block.txids().forEach(txid -> transactions.put(txid, entry));
        return Optional.empty();
    }

    private Optional<Refusal> spendAll(Block block, int height, CoinSet.Changes made) {
        long allowedSats = ChainParameters.subsidySats(height);
        for (Transaction transaction : block.transactions()) {
            if (!transaction.isCoinbase()) {
                TransactionRules.Spending spending = TransactionRules.checkSpending(transaction, coins, height);
                if (spending.refusal().isPresent()) {
                    return spending.refusal();
                }
                if (!TransactionRules.checkScripts(transaction, coins)) {
                    return Optional.of(Refusal.SCRIPT_FAILED);
                }
                allowedSats += spending.feeSats();
            }
            coins.apply(transaction, height, made);
        }
        long claimedSats = block.coinbase().outputs().stream()
                .mapToLong(output -> output.valueSats())
                .sum();
        return claimedSats > allowedSats ? Optional.of(Refusal.COINBASE_AMOUNT) : Optional.empty();
    }

    public ChainParameters parameters() {
        return parameters;
    }

    public ChainEntry tip() {
        return active.get(active.size() - 1);
    }

    public boolean isActive(ChainEntry entry) {
        return entry.height() < active.size() && active.get(entry.height()) == entry;
    }

    /** Any known block, also of a side branch. */
    public Optional<ChainEntry> entry(Hash256 hash) {
        return Optional.ofNullable(entries.get(hash));
    }

    public Optional<ChainEntry> atHeight(int height) {
        return height < 0 || height >= active.size() ? Optional.empty() : Optional.of(active.get(height));
    }

    /** How many blocks of the active chain stand from {@code entry} on; −1 where it is not in it, as Bitcoin Core has it. */
    public int confirmations(ChainEntry entry) {
        return isActive(entry) ? tip().height() - entry.height() + 1 : -1;
    }

    /** The block of the active chain that holds this transaction. */
    public Optional<ChainEntry> blockOf(Hash256 txid) {
        return Optional.ofNullable(transactions.get(txid));
    }

    @Override
    public Optional<Coin> coin(OutPoint outPoint) {
        return coins.coin(outPoint);
    }

    /** All known blocks, side branches and refused ones included: it never falls. */
    public int knownBlocks() {
        return entries.size();
    }

    public int unspentOutputs() {
        return coins.size();
    }
}
