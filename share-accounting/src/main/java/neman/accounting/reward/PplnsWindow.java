package neman.accounting.reward;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest shares, as many as fill the capacity, with their work summed per account.
 *
 * <p>The oldest share that is kept is the one on the edge: it goes only when the rest alone fills the window. Windows
 * overlap, so freezing consumes nothing. Owned by one thread, the accountant's. About 20 bytes and a microsecond a share
 * that is in memory.
 *
 * <p>A window that goes on from a {@link WindowCheckpoint} begins with the sums alone. The shares behind them are read again,
 * a stretch at a time, when they come to the edge.
 */
public final class PplnsWindow implements RewardWindow {
    private final BigInteger capacity;
    private final ShareWork shareWork = new ShareWork();
    private final Map<String, AccountWork> accounts = new HashMap<>();
    private final Deque<ShareChunk> chunks = new ArrayDeque<>();
    private BigInteger total = BigInteger.ZERO;
    private long lastSequence;
    private long inMemory;

    /** Before all {@link #chunks}: the stretch that is at the edge, and where the shares go on that nobody read yet. */
    private final Deque<ShareChunk> edge = new ArrayDeque<>();

    private final OlderShares older;
    private long nextOlder;
    private long lastOlder;

    /** The sum of one account while it has shares in the window. */
    static final class AccountWork {
        private final String account;
        private BigInteger work = BigInteger.ZERO;

        private AccountWork(String account) {
            this.account = account;
        }
    }

    /** @param capacity above 0, as {@link RewardPolicy#capacity} gives it */
    public PplnsWindow(BigInteger capacity) {
        if (capacity.signum() <= 0) {
            throw new IllegalArgumentException("a window holds some work, not " + capacity);
        }
        this.capacity = capacity;
        older = (sequence, sink) -> {
            throw new IllegalStateException("share " + sequence + " was never given away");
        };
    }

    /** Goes on where {@code checkpoint} was taken. @param older holds the checkpoint's shares */
    public PplnsWindow(WindowCheckpoint checkpoint, OlderShares older) {
        capacity = checkpoint.capacity();
        this.older = older;
        checkpoint.work().forEach((account, work) -> {
            AccountWork owner = new AccountWork(account);
            owner.work = work;
            accounts.put(account, owner);
            total = total.add(work);
        });
        lastSequence = checkpoint.lastSequence();
        nextOlder = checkpoint.firstSequence();
        lastOlder = checkpoint.lastSequence();
    }

    /** As the other, of sums that reach further back than the window does. */
    public static PplnsWindow within(WindowCheckpoint sums, OlderShares older) {
        PplnsWindow window = new PplnsWindow(sums, older);
        window.dropWhatIsOutside();
        return window;
    }

    /** Adds the next share and lets go of those that no longer reach into the window. */
    @Override
    public void add(long sequence, String account, long difficultyUnits, int nbits) {
        if (sequence <= lastSequence || difficultyUnits < 1) {
            throw new IllegalArgumentException(
                    "share " + sequence + " with " + difficultyUnits + " units cannot follow share " + lastSequence);
        }
        AccountWork owner = accounts.computeIfAbsent(account, AccountWork::new);
        BigInteger target = shareWork.target(nbits);
        BigInteger work = target.multiply(BigInteger.valueOf(difficultyUnits));
        chunkFor(chunks, sequence).add(sequence, owner, difficultyUnits, target);
        inMemory++;
        owner.work = owner.work.add(work);
        total = total.add(work);
        lastSequence = sequence;
        dropWhatIsOutside();
    }

    /** It is a share like others, in the windows of later blocks. */
    @Override
    public void addWinner(long sequence, String account, long difficultyUnits, int nbits) {
        add(sequence, account, difficultyUnits, nbits);
    }

    private static ShareChunk chunkFor(Deque<ShareChunk> chunks, long sequence) {
        if (chunks.isEmpty() || !chunks.getLast().hasRoomFor(sequence)) {
            chunks.addLast(new ShareChunk(sequence));
        }
        return chunks.getLast();
    }

    private void dropWhatIsOutside() {
        while (total.compareTo(capacity) > 0) {
            ShareChunk oldest = oldestChunk();
            BigInteger work = oldest.oldestWork();
            BigInteger rest = total.subtract(work);
            if (rest.compareTo(capacity) < 0) {
                return;
            }
            subtract(oldest.oldestOwner(), work);
            total = rest;
            inMemory--;
            if (oldest.dropOldest()) {
                (edge.isEmpty() ? chunks : edge).removeFirst();
            }
        }
    }

    private void subtract(AccountWork owner, BigInteger work) {
        owner.work = owner.work.subtract(work);
        if (owner.work.signum() < 0) {
            throw new IllegalStateException("the window has less work of " + owner.account + " than its shares have");
        }
        if (owner.work.signum() == 0) {
            accounts.remove(owner.account);
        }
    }

    private boolean isEmpty() {
        return edge.isEmpty() && chunks.isEmpty() && !hasOlder();
    }

    /** Of the share on the edge; there is one. */
    private ShareChunk oldestChunk() {
        while (edge.isEmpty() && hasOlder()) {
            nextOlder = older.read(nextOlder, this::takeOlder);
        }
        return (edge.isEmpty() ? chunks : edge).getFirst();
    }

    private boolean hasOlder() {
        return nextOlder != 0 && nextOlder <= lastOlder;
    }

    /** A stretch may reach beyond the checkpoint, to shares that were added since. */
    private void takeOlder(long sequence, String account, long difficultyUnits, int nbits) {
        if (sequence > lastOlder) {
            return;
        }
        AccountWork owner = accounts.get(account);
        if (owner == null) {
            throw new IllegalStateException("the window knows no work of " + account + ", whose share is " + sequence);
        }
        chunkFor(edge, sequence).add(sequence, owner, difficultyUnits, shareWork.target(nbits));
        inMemory++;
    }

    /** How many shares take room. */
    public long sharesInMemory() {
        return inMemory;
    }

    /** What the window holds now; empty where it holds nothing. */
    public Optional<WindowCheckpoint> checkpoint() {
        if (isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new WindowCheckpoint(oldestChunk().oldestSequence(), lastSequence, capacity, workByAccount()));
    }

    @Override
    public FrozenWindow freeze(WinningShare winner) {
        return freeze(winner.blockSequence());
    }

    @Override
    public FrozenWindow preview(long blockSequence) {
        return freeze(blockSequence);
    }

    @Override
    public void startNextRound() {
        // Windows overlap.
    }

    /**
     * The window of a block, which is all that was added before it.
     *
     * @param blockSequence above all shares added
     */
    public FrozenWindow freeze(long blockSequence) {
        if (blockSequence <= lastSequence) {
            throw new IllegalArgumentException("block " + blockSequence + " does not come after share " + lastSequence);
        }
        if (isEmpty()) {
            return FrozenWindow.empty(blockSequence, capacity);
        }
        SortedMap<String, BigInteger> work = workByAccount();
        ShareChunk oldest = oldestChunk();
        BigInteger excess = total.subtract(capacity).max(BigInteger.ZERO);
        BigInteger edgeWork = oldest.oldestWork();
        work.merge(oldest.oldestOwner().account, excess, BigInteger::subtract);
        return FrozenWindow.of(
                oldest.oldestSequence(),
                lastSequence,
                EdgeFraction.of(edgeWork.subtract(excess), edgeWork),
                capacity,
                work);
    }

    /** Account to work now, the whole edge share included. */
    private SortedMap<String, BigInteger> workByAccount() {
        SortedMap<String, BigInteger> work = new TreeMap<>();
        accounts.values().forEach(owner -> work.put(owner.account, owner.work));
        return work;
    }
}
