package neman.bitcoin.sandbox.state;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.chain.Addition;
import neman.bitcoin.sandbox.chain.Block;
import neman.bitcoin.sandbox.chain.Chain;
import neman.bitcoin.sandbox.chain.ChainParameters;
import neman.bitcoin.sandbox.chain.Mempool;
import neman.bitcoin.sandbox.chain.MempoolVerdict;
import neman.bitcoin.sandbox.wallet.Wallet;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.Transaction;

/**
 * Chain, mempool and wallet with the file that keeps them.
 *
 * <p>Everything inside is read and changed within {@link #locked} only; methods that change take the lock themselves. A
 * change is in the file before its method returns.
 */
public final class SandboxState implements Closeable {
    private static final String FILE_NAME = "chain.log";
    /** Blocks of the file were in time when they came; the clock may have been set back since. */
    private static final Instant ANY_TIME = Instant.ofEpochSecond(1L << 40);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final InstantSource clock;
    private final StateLog log;
    private Chain chain;
    private Mempool mempool;
    private final Wallet wallet;
    private boolean closed;
    private boolean writeFailed;

    private SandboxState(Path directory, long seed, ChainParameters parameters, InstantSource clock)
            throws IOException {
        this.clock = clock;
        this.wallet = new Wallet(seed);
        Path file = directory.resolve(FILE_NAME);
        this.log = StateLog.open(file, logged -> replay(logged, seed, parameters, file));
        if (chain == null) {
            Block genesis = Genesis.mine(seed, parameters);
            log.append(new LogRecord(LogRecord.Type.BLOCK, genesis.toBytes()));
            begin(genesis, parameters);
        }
    }

    /**
     * Opens what {@code directory} holds, or starts a new chain there.
     *
     * @throws IOException where it is in use, unreadable, damaged, or the chain of another seed or target
     */
    public static SandboxState open(Path directory, long seed, ChainParameters parameters, InstantSource clock)
            throws IOException {
        Files.createDirectories(directory);
        try {
            return new SandboxState(directory, seed, parameters, clock);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void begin(Block genesis, ChainParameters parameters) {
        chain = new Chain(parameters, genesis);
        mempool = new Mempool(chain);
        wallet.attach(chain, mempool);
    }

    private void replay(LogRecord logged, long seed, ChainParameters parameters, Path file) {
        if (chain == null) {
            Block first = Block.parse(logged.payload());
            if (!Genesis.isGenesis(first, seed, parameters)) {
                throw new UncheckedIOException(new IOException(
                        file + " holds the sandbox chain of another seed or target: name another directory"));
            }
            begin(first, parameters);
            return;
        }
        switch (logged.type()) {
            case BLOCK -> replayBlock(chain.add(Block.parse(logged.payload()), ANY_TIME), file);
            case TRANSACTION -> replayTransaction(new ByteReader(logged.payload()));
            case LOCK -> wallet.lock(logged.outPoint(), true);
            case UNLOCK -> wallet.unlock(logged.outPoint());
        }
    }

    private void replayBlock(Addition addition, Path file) {
        if (addition instanceof Addition.Refused refused) {
            throw new UncheckedIOException(new IOException(file + " holds a block that is refused as "
                    + refused.refusal().word() + ": move it away to start a new sandbox chain"));
        }
        apply(addition);
    }

    /** One that the mempool does not want any more (its chain is another one now) is left out. */
    private void replayTransaction(ByteReader payload) {
        Instant time = Instant.ofEpochSecond(payload.readLong());
        Transaction transaction = Transaction.read(payload);
        if (mempool.accept(transaction, time) instanceof MempoolVerdict.Acceptable) {
            wallet.seen(transaction, time);
        }
    }

    private void apply(Addition addition) {
        if (addition instanceof Addition.NewTip change) {
            mempool.chainChanged(change);
            wallet.chainChanged(change);
        }
    }

    /** Offers a block, as {@code submitblock} does. */
    public Addition addBlock(Block block) {
        return locked(() -> {
            requireWritable();
            Addition addition = chain.add(block, clock.instant());
            if (addition instanceof Addition.NewTip || addition instanceof Addition.SideBranch) {
                write(new LogRecord(LogRecord.Type.BLOCK, block.toBytes()));
                apply(addition);
                changed.signalAll();
            }
            return addition;
        });
    }

    /** Offers a transaction to the mempool. */
    public MempoolVerdict addTransaction(Transaction transaction) {
        return locked(() -> {
            requireWritable();
            Instant now = clock.instant();
            MempoolVerdict verdict = mempool.accept(transaction, now);
            if (verdict instanceof MempoolVerdict.Acceptable) {
                write(LogRecord.ofTransaction(now.getEpochSecond(), transaction.toBytes()));
                wallet.seen(transaction, now);
                changed.signalAll();
            }
            return verdict;
        });
    }

    /** @param persistent whether the lock outlives this process */
    public void lockCoin(OutPoint coin, boolean persistent) {
        locked(() -> {
            if (persistent) {
                write(LogRecord.ofOutPoint(LogRecord.Type.LOCK, coin));
            }
            wallet.lock(coin, persistent);
            return null;
        });
    }

    public void unlockCoin(OutPoint coin) {
        locked(() -> {
            if (wallet.isLockedPersistently(coin)) {
                write(LogRecord.ofOutPoint(LogRecord.Type.UNLOCK, coin));
            }
            wallet.unlock(coin);
            return null;
        });
    }

    private void write(LogRecord change) {
        requireWritable();
        try {
            log.append(change);
        } catch (IOException e) {
            writeFailed = true;
            throw new UncheckedIOException("the sandbox chain cannot be written: " + e.getMessage(), e);
        }
    }

    /** After a failed write the memory is ahead of the file, so that nothing may follow in the file before a restart. */
    private void requireWritable() {
        if (writeFailed) {
            throw new UncheckedIOException(new IOException("the sandbox chain could not be written: restart the node"));
        }
    }

    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@code condition} (evaluated under the lock after each change) holds, for {@code patience} at most. */
    public void await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (!closed && nanos > 0 && !condition.getAsBoolean()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    public Chain chain() {
        return chain;
    }

    public Mempool mempool() {
        return mempool;
    }

    public Wallet wallet() {
        return wallet;
    }

    public long bytesOnDisk() {
        return log.size();
    }

    public Instant now() {
        return clock.instant();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            log.close();
        } finally {
            lock.unlock();
        }
    }
}
