package neman.bitcoin.sandbox.wallet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.chain.Addition;
import neman.bitcoin.sandbox.chain.Chain;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.sandbox.chain.Coin;
import neman.bitcoin.sandbox.chain.Mempool;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/**
 * What belongs to the keys: coins, transactions, and which coins are not to be chosen.
 *
 * <p>It follows each block and each transaction once, so that no question needs a walk over the chain. Not thread-safe.
 */
public final class Wallet {
    private final WalletKeys keys;
    private final Set<OutPoint> owned = new LinkedHashSet<>();
    private final Map<Hash256, WalletTransaction> transactions = new LinkedHashMap<>();
    /** Transactions of the wallet by what they spend of it; more than one where they exclude each other. */
    private final Map<OutPoint, Set<Hash256>> spenders = new HashMap<>();

    private final Map<OutPoint, Boolean> locks = new HashMap<>();
    private Chain chain;
    private Mempool mempool;

    public Wallet(long seed) {
        this.keys = new WalletKeys(seed);
    }

    public void attach(Chain followedChain, Mempool followedMempool) {
        this.chain = followedChain;
        this.mempool = followedMempool;
    }

    /** Follows a change of the active chain, after the chain itself and the mempool did. */
    public void chainChanged(Addition.NewTip change) {
        for (ChainEntry block : change.disconnected()) {
            block.block().transactions().forEach(this::disconnect);
        }
        for (ChainEntry block : change.connected()) {
            Instant time = Instant.ofEpochSecond(block.timeSeconds());
            for (Transaction transaction : block.block().transactions()) {
                seen(transaction, time);
                spend(transaction);
            }
        }
    }

    /** A coin that the block spent is the wallet's again; what the block created leaves with the chain's own coins. */
    private void disconnect(Transaction transaction) {
        for (TransactionInput input : transaction.inputs()) {
            input.spends().filter(this::isOurs).ifPresent(owned::add);
        }
    }

    private boolean isOurs(OutPoint outPoint) {
        return ownOutput(outPoint).isPresent();
    }

    /** Notes a transaction of a block or of the mempool, if it concerns the wallet. */
    public void seen(Transaction transaction, Instant time) {
        boolean spends = false;
        for (TransactionInput input : transaction.inputs()) {
            if (input.spends().filter(this::isOurs).isPresent()) {
                locks.remove(input.previousOutput());
                spenders.computeIfAbsent(input.previousOutput(), spent -> new LinkedHashSet<>())
                        .add(transaction.txid());
                spends = true;
            }
        }
        boolean receives = false;
        for (int i = 0; i < transaction.outputs().size(); i++) {
            if (keys.ofScript(transaction.outputs().get(i).script()).isPresent()) {
                owned.add(transaction.outPoint(i));
                receives = true;
            }
        }
        if (spends || receives) {
            transactions.putIfAbsent(transaction.txid(), new WalletTransaction(transaction, time));
        }
    }

    private void spend(Transaction transaction) {
        transaction.inputs().forEach(input -> input.spends().ifPresent(owned::remove));
    }

    /** Unspent ones, also not by the mempool, the oldest first; immature coinbases and locked ones too. */
    public List<WalletCoin> coins() {
        List<WalletCoin> coins = new ArrayList<>();
        for (OutPoint outPoint : owned) {
            coin(outPoint).ifPresent(coins::add);
        }
        return coins;
    }

    /** The wallet's unspent coin of this name. */
    public Optional<WalletCoin> coin(OutPoint outPoint) {
        return owned.contains(outPoint)
                ? mempool.coin(outPoint).map(coin -> walletCoin(outPoint, coin))
                : Optional.empty();
    }

    private WalletCoin walletCoin(OutPoint outPoint, Coin coin) {
        WalletKey key = keys.ofScript(coin.output().script()).orElseThrow();
        return new WalletCoin(outPoint, coin, key, chain.tip().height() - coin.height() + 1);
    }

    /** Whether a block after the tip may spend it. */
    public boolean isMature(WalletCoin coin) {
        return coin.coin().isSpendableAt(chain.tip().height() + 1);
    }

    public Optional<WalletTransaction> transaction(Hash256 txid) {
        return Optional.ofNullable(transactions.get(txid));
    }

    /** All that ever concerned the wallet, in the order in which it heard of them. */
    public List<Transaction> transactions() {
        return transactions.values().stream()
                .map(WalletTransaction::transaction)
                .toList();
    }

    /** An output of a known transaction that pays the wallet, spent or not. */
    public Optional<TransactionOutput> ownOutput(OutPoint outPoint) {
        return transaction(outPoint.txid())
                .map(creator -> creator.transaction().outputs())
                .filter(outputs -> outPoint.index() < outputs.size())
                .map(outputs -> outputs.get(outPoint.index()))
                .filter(output -> keys.ofScript(output.script()).isPresent());
    }

    /** Transactions of the wallet that spend the same as {@code transaction} does: at most one of them can confirm. */
    public List<Hash256> conflictsOf(Transaction transaction) {
        return transaction.inputs().stream()
                .flatMap(input -> input.spends().stream())
                .flatMap(spent -> spenders.getOrDefault(spent, Set.of()).stream())
                .filter(txid -> !txid.equals(transaction.txid()))
                .distinct()
                .toList();
    }

    public int transactionCount() {
        return transactions.size();
    }

    public WalletKeys keys() {
        return keys;
    }

    public void lock(OutPoint coin, boolean persistent) {
        locks.merge(coin, persistent, Boolean::logicalOr);
    }

    public void unlock(OutPoint coin) {
        locks.remove(coin);
    }

    public boolean isLocked(OutPoint coin) {
        return locks.containsKey(coin);
    }

    public boolean isLockedPersistently(OutPoint coin) {
        return locks.getOrDefault(coin, false);
    }

    public List<OutPoint> lockedCoins() {
        return List.copyOf(locks.keySet());
    }
}
