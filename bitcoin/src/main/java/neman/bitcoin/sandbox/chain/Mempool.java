package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;

/**
 * Transactions that the next block may take, parents always before children.
 *
 * <p>A transaction that spends what another one spends replaces it where it pays more (BIP125's fee rules). Not thread-safe.
 */
public final class Mempool implements CoinView {
    private final Chain chain;
    private final Map<Hash256, MempoolEntry> entries = new LinkedHashMap<>();
    private final Map<OutPoint, Hash256> spenders = new HashMap<>();
    private long sequence;

    public Mempool(Chain chain) {
        this.chain = chain;
    }

    /** Changes nothing. */
    public MempoolVerdict check(Transaction transaction) {
        return checkForm(transaction)
                .or(() -> checkKnown(transaction))
                .<MempoolVerdict>map(MempoolVerdict.Refused::new)
                .orElseGet(() -> checkSpending(transaction, true));
    }

    /** Checks and, where that finds nothing, takes it in. */
    public MempoolVerdict accept(Transaction transaction, Instant time) {
        MempoolVerdict verdict = check(transaction);
        if (verdict instanceof MempoolVerdict.Acceptable acceptable) {
            acceptable.replaces().forEach(this::remove);
            add(new MempoolEntry(
                    transaction, acceptable.feeSats(), time, chain.tip().height()));
            sequence++;
        }
        return verdict;
    }

    private Optional<Refusal> checkForm(Transaction transaction) {
        if (transaction.isCoinbase()) {
            return Optional.of(Refusal.COINBASE);
        }
        int nextHeight = chain.tip().height() + 1;
        return TransactionRules.checkAlone(transaction)
                .or(() -> MempoolPolicy.checkStandard(transaction))
                .or(() -> TransactionRules.checkFinal(
                        transaction, nextHeight, chain.tip().medianTimePast()));
    }

    private Optional<Refusal> checkKnown(Transaction transaction) {
        MempoolEntry same = entries.get(transaction.txid());
        if (same != null) {
            boolean identical = same.transaction().equals(transaction);
            return Optional.of(identical ? Refusal.ALREADY_IN_MEMPOOL : Refusal.SAME_EXCEPT_WITNESS);
        }
        return hasUnspentOutput(transaction) ? Optional.of(Refusal.ALREADY_KNOWN) : Optional.empty();
    }

    /** Whether it is in the chain with an output that is still there: what Bitcoin Core takes for known. */
    private boolean hasUnspentOutput(Transaction transaction) {
        for (int i = 0; i < transaction.outputs().size(); i++) {
            if (chain.coin(transaction.outPoint(i)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private MempoolVerdict checkSpending(Transaction transaction, boolean scriptsToo) {
        int nextHeight = chain.tip().height() + 1;
        TransactionRules.Spending spending = TransactionRules.checkSpending(transaction, this::existing, nextHeight);
        if (spending.refusal().isPresent()) {
            return new MempoolVerdict.Refused(spending.refusal().get());
        }
        Set<Hash256> replaced = conflictsOf(transaction);
        Optional<Refusal> fee = checkFee(transaction, spending.feeSats(), replaced);
        if (fee.isPresent()) {
            return new MempoolVerdict.Refused(fee.get());
        }
        if (scriptsToo && !TransactionRules.checkScripts(transaction, this::existing)) {
            return new MempoolVerdict.Refused(Refusal.MEMPOOL_SCRIPT_FAILED);
        }
        return new MempoolVerdict.Acceptable(spending.feeSats(), replaced);
    }

    private Optional<Refusal> checkFee(Transaction transaction, long feeSats, Set<Hash256> replaced) {
        long relayFeeSats = MempoolPolicy.feeSats(MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB, transaction.virtualSize());
        if (feeSats < relayFeeSats) {
            return Optional.of(Refusal.RELAY_FEE);
        }
        if (replaced.isEmpty()) {
            return entries.size() >= MempoolPolicy.MAX_TRANSACTIONS
                    ? Optional.of(Refusal.MEMPOOL_FULL)
                    : Optional.empty();
        }
        return replacementPays(transaction, feeSats - relayFeeSats, feeSats, replaced)
                ? Optional.empty()
                : Optional.of(Refusal.REPLACEMENT_FEE);
    }

    /** It pays for all that it replaces and for its own relay, at a higher rate than each; it may not spend what it evicts. */
    private boolean replacementPays(
            Transaction transaction, long feeAfterRelaySats, long feeSats, Set<Hash256> replaced) {
        long replacedFeesSats = replaced.stream()
                .map(entries::get)
                .mapToLong(MempoolEntry::feeSats)
                .sum();
        boolean higherRate = replaced.stream()
                .map(entries::get)
                .allMatch(entry ->
                        feeSats * entry.transaction().virtualSize() > entry.feeSats() * transaction.virtualSize());
        boolean independent = transaction.inputs().stream()
                .noneMatch(input -> replaced.contains(input.previousOutput().txid()));
        return independent && higherRate && feeAfterRelaySats >= replacedFeesSats;
    }

    /** Those that spend an input of {@code transaction}, with all that depend on them. */
    private Set<Hash256> conflictsOf(Transaction transaction) {
        Set<Hash256> conflicts = new LinkedHashSet<>();
        for (TransactionInput input : transaction.inputs()) {
            spender(input.previousOutput()).ifPresent(conflicts::add);
        }
        for (MempoolEntry entry : conflicts.isEmpty() ? List.<MempoolEntry>of() : entries()) {
            boolean depends = entry.transaction().inputs().stream()
                    .anyMatch(input -> conflicts.contains(input.previousOutput().txid()));
            if (depends) {
                conflicts.add(entry.transaction().txid());
            }
        }
        return conflicts;
    }

    private void add(MempoolEntry entry) {
        entries.put(entry.transaction().txid(), entry);
        entry.transaction()
                .inputs()
                .forEach(input ->
                        spenders.put(input.previousOutput(), entry.transaction().txid()));
    }

    private void remove(Hash256 txid) {
        MempoolEntry entry = entries.remove(txid);
        entry.transaction().inputs().forEach(input -> spenders.remove(input.previousOutput()));
    }

    /**
     * Follows the chain: what is in it or conflicts with it leaves, what its blocks lost comes back. Scripts are not run
     * again; they were, and what they prove does not depend on the chain.
     */
    public void chainChanged(Addition.NewTip change) {
        List<MempoolEntry> candidates = returning(change.disconnected());
        candidates.addAll(entries.values());
        entries.clear();
        spenders.clear();
        for (MempoolEntry candidate : candidates) {
            Transaction transaction = candidate.transaction();
            boolean fits =
                    checkForm(transaction).or(() -> checkKnown(transaction)).isEmpty();
            if (fits && checkSpending(transaction, false) instanceof MempoolVerdict.Acceptable acceptable) {
                boolean conflicts = !acceptable.replaces().isEmpty();
                if (!conflicts) {
                    add(new MempoolEntry(transaction, acceptable.feeSats(), candidate.time(), candidate.height()));
                }
            }
        }
        sequence++;
    }

    private static List<MempoolEntry> returning(List<ChainEntry> disconnected) {
        List<MempoolEntry> entries = new ArrayList<>();
        for (int i = disconnected.size() - 1; i >= 0; i--) {
            ChainEntry block = disconnected.get(i);
            Instant time = Instant.ofEpochSecond(block.timeSeconds());
            block.block().transactions().stream()
                    .skip(1)
                    .forEach(transaction -> entries.add(new MempoolEntry(transaction, 0, time, block.height() - 1)));
        }
        return entries;
    }

    public Collection<MempoolEntry> entries() {
        return entries.values();
    }

    public Optional<MempoolEntry> entry(Hash256 txid) {
        return Optional.ofNullable(entries.get(txid));
    }

    /** Which transaction of the mempool spends this output. */
    public Optional<Hash256> spender(OutPoint outPoint) {
        return Optional.ofNullable(spenders.get(outPoint));
    }

    /** Raised by every change: two equal values mean two equal mempools, within one run of the process. */
    public long sequence() {
        return sequence;
    }

    /** What is unspent when the mempool's transactions count as confirmed. */
    @Override
    public Optional<Coin> coin(OutPoint outPoint) {
        return spender(outPoint).isPresent() ? Optional.empty() : existing(outPoint);
    }

    private Optional<Coin> existing(OutPoint outPoint) {
        MempoolEntry entry = entries.get(outPoint.txid());
        if (entry == null) {
            return chain.coin(outPoint);
        }
        boolean exists = outPoint.index() < entry.transaction().outputs().size();
        return exists
                ? Optional.of(new Coin(
                        entry.transaction().outputs().get(outPoint.index()),
                        chain.tip().height() + 1,
                        false))
                : Optional.empty();
    }
}
