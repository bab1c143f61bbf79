package neman.payout.maturity;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.NodeException;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.Posting;
import neman.payout.settlement.BlockAmounts;
import neman.payout.settlement.RoundSettler;
import neman.payout.settlement.Settlement;
import neman.payout.settlement.SettlementStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the pool's blocks through their states as the chain goes. Each move is one transaction with its journal, and a repeat
 * finds the journal there.
 *
 * <p>While the tip that all nodes had last still stands in the chain, nothing was disconnected since, and only blocks that wait
 * or ripen are looked at. After a reorganisation every block down to {@link #WATCHED_DEPTH} is, until the nodes agree. One
 * thread.
 */
public final class BlockMaturity {
    /** Deeper reorganisations than this are not looked for: by then an operator has other worries. */
    static final int WATCHED_DEPTH = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BlockMaturity.class);

    private final LedgerTransactions transactions;
    private final RoundSettler settler;
    private final int maturityConfirmations;
    private final InstantSource clock;

    public BlockMaturity(
            LedgerTransactions transactions, RoundSettler settler, int maturityConfirmations, InstantSource clock) {
        this.transactions = transactions;
        this.settler = settler;
        this.maturityConfirmations = maturityConfirmations;
        this.clock = clock;
    }

    /**
     * One pass over the blocks that may have something to do. Where a node cannot be asked the rest waits for the next.
     *
     * @param chain not blind
     */
    public void pass(ChainView chain) throws SQLException, NodeException {
        for (PoolBlock block : blocksToLookAt(chain)) {
            step(chain, block);
        }
        BlockStore.SeenTip seen = new BlockStore.SeenTip(chain.commonHeight(), chain.commonBlock());
        if (chain.isInChain(seen.hash(), seen.height())) {
            transactions.execute(transaction -> BlockStore.saveTip(transaction, seen, clock.instant()));
        }
    }

    private List<PoolBlock> blocksToLookAt(ChainView chain) throws SQLException, NodeException {
        int height = chain.commonHeight();
        Optional<BlockStore.SeenTip> last = transactions.run(BlockStore::lastTip);
        boolean unbroken = last.isPresent()
                && chain.isInChain(last.get().hash(), last.get().height());
        return unbroken
                ? transactions.run(transaction -> BlockStore.open(transaction, height - maturityConfirmations + 1))
                : transactions.run(transaction -> BlockStore.above(transaction, height - WATCHED_DEPTH));
    }

    private void step(ChainView chain, PoolBlock block) throws SQLException, NodeException {
        BlockPlace place = chain.placeOf(block.hash(), block.height());
        switch (BlockStep.of(block.state(), place, maturityConfirmations)) {
            case NONE -> {}
            case BOOK -> book(chain, block);
            case MATURE -> move(block, BlockState.AVAILABLE, this::mature);
            case ORPHAN -> move(block, BlockState.ORPHANED, (transaction, current, now) -> OptionalLong.empty());
            case REVERSE -> move(block, BlockState.ORPHANED, this::reverse);
            case REJECT -> move(block, BlockState.REJECTED, this::reject);
        }
    }

    /** Reads the coinbase and the round first, so that no transaction waits for a node. */
    private void book(ChainView chain, PoolBlock block) throws SQLException, NodeException {
        Optional<ChainBlock> onChain = chain.block(block.hash()).filter(ChainBlock::isInActiveChain);
        if (onChain.isEmpty()) {
            return;
        }
        Settlement settlement = settler.settle(onChain.get(), block.feeBasisPoints());
        if (settlement.amounts().rewardSats() == 0) {
            transactions.execute(transaction -> Alarms.raise(transaction, paysOthers(block), clock.instant()));
            return;
        }
        move(block, BlockState.PENDING, (transaction, current, now) -> {
            if (!current.settled()) {
                SettlementStore.save(transaction, current.hash(), settlement);
            }
            Alarms.clear(transaction, Alarm.Code.BLOCK_REJECTED, current.hash().toString(), now);
            Alarms.clear(
                    transaction, Alarm.Code.BLOCK_PAYS_OTHERS, current.hash().toString(), now);
            BlockAmounts amounts = BlockStore.amounts(transaction, current.hash());
            return append(
                    transaction, BlockJournals.booked(current, amounts, parts(transaction, current, amounts), now));
        });
    }

    private static BookedParts parts(Connection transaction, PoolBlock block, BlockAmounts amounts)
            throws SQLException {
        OptionalLong reversal = BlockStore.lastReversal(transaction, block.hash());
        return reversal.isEmpty()
                ? BookedParts.first(amounts)
                : BookedParts.again(amounts, Ledger.linesOf(transaction, reversal.getAsLong()));
    }

    private OptionalLong mature(Connection transaction, PoolBlock block, Instant now) throws SQLException {
        BlockAmounts amounts = BlockStore.amounts(transaction, block.hash());
        Posting booked = Ledger.linesOf(transaction, block.bookedJournal().orElseThrow());
        return append(transaction, BlockJournals.matured(block, amounts, BookedParts.of(amounts, booked), now));
    }

    private OptionalLong reverse(Connection transaction, PoolBlock block, Instant now) throws SQLException {
        BlockAmounts amounts = BlockStore.amounts(transaction, block.hash());
        Posting booked = Ledger.linesOf(transaction, block.bookedJournal().orElseThrow());
        BookedParts parts = BookedParts.of(amounts, booked);
        MinerCredits credits = MinerCredits.read(transaction, amounts.sats().keySet());
        if (block.state() == BlockState.PENDING) {
            return append(transaction, BlockJournals.reversed(block, amounts, booked, parts, credits::sats, now));
        }
        Alarms.raise(transaction, matureOrphan(block), now);
        long hotSats = Ledger.balanceSats(transaction, AccountCode.HOT);
        return append(
                transaction, BlockJournals.reversedAfterMaturity(block, amounts, parts, credits::sats, hotSats, now));
    }

    private OptionalLong reject(Connection transaction, PoolBlock block, Instant now) throws SQLException {
        Alarms.raise(
                transaction,
                new Alarm(
                        Alarm.Code.BLOCK_REJECTED,
                        block.hash().toString(),
                        "no node knows block " + block.hash() + " at height " + block.height()
                                + ", which the pool found",
                        "submit the block file of this hash by hand (submitblock) and read the node's log for the reason"),
                now);
        return OptionalLong.empty();
    }

    private static OptionalLong append(Connection transaction, JournalEntry entry) throws SQLException {
        return OptionalLong.of(Ledger.append(transaction, entry).journalId());
    }

    /** What a move books; empty where it books nothing. */
    private interface Booking {
        OptionalLong book(Connection transaction, PoolBlock block, Instant now) throws SQLException;
    }

    private void move(PoolBlock seen, BlockState state, Booking booking) throws SQLException {
        transactions.execute(transaction -> {
            PoolBlock current = BlockStore.lock(transaction, seen.hash());
            if (current.state() != seen.state()) {
                return;
            }
            Instant now = clock.instant();
            OptionalLong journal = booking.book(transaction, current, now);
            BlockStore.moveTo(transaction, current.hash(), state, journal, now);
            LOG.info("block={} height={} state={} was={}", seen.hash(), seen.height(), state, seen.state());
        });
    }

    private static Alarm paysOthers(PoolBlock block) {
        return new Alarm(
                Alarm.Code.BLOCK_PAYS_OTHERS,
                block.hash().toString(),
                "no coinbase output of block " + block.hash() + " pays the pool's address; nothing is booked",
                "compare pool.address with the address that was configured when the block was found");
    }

    private static Alarm matureOrphan(PoolBlock block) {
        return new Alarm(
                Alarm.Code.MATURE_BLOCK_ORPHANED,
                block.hash().toString(),
                "block " + block.hash()
                        + " left the chain after it had matured; what was paid from it is the pool's loss",
                "check the nodes and their peers, then reconcile equity:reorg-loss and suspense:reconcile");
    }
}
