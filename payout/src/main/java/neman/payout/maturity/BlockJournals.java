package neman.payout.maturity;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.CanonicalJson;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.JournalKind;
import neman.payout.ledger.Posting;
import neman.payout.settlement.BlockAmounts;

/** The journals of a block's life. Pure: what they need of balances is handed in. */
final class BlockJournals {
    private static final String ACTOR = "payout";
    private static final int POLICY_VERSION = 1;

    /** What an account has left, in satoshis, 0 and above. */
    interface Credits {
        long sats(AccountCode account);
    }

    private BlockJournals() {}

    /**
     * The node shows the block: its reward is an asset that is still immature, owed to miners, but for fee, donations, continuity,
     * and what they were paid of it before it had left the chain.
     */
    static JournalEntry booked(PoolBlock block, BlockAmounts amounts, BookedParts parts, Instant now) {
        Posting posting = new Posting()
                .debit(AccountCode.COINBASE_IMMATURE, amounts.rewardSats())
                .credit(AccountCode.POOL_FEE, amounts.feeSats())
                .credit(AccountCode.DONATION, amounts.donatedSats())
                .credit(AccountCode.CONTINUITY, parts.continuitySats())
                .credit(AccountCode.REORG_LOSS, parts.recoveredSats());
        parts.minerSats().forEach((account, sats) -> posting.credit(AccountCode.pending(account), sats));
        return entry(
                block, JournalKind.BLOCK_BOOKED, block.bookings() + 1, OptionalLong.empty(), amounts, posting, now);
    }

    /** 101 confirmations: the wallet can spend it, so the miners' parts can be paid. */
    static JournalEntry matured(PoolBlock block, BlockAmounts amounts, BookedParts parts, Instant now) {
        Posting posting = new Posting()
                .debit(AccountCode.HOT, amounts.rewardSats())
                .credit(AccountCode.COINBASE_IMMATURE, amounts.rewardSats());
        parts.minerSats().forEach((account, sats) -> posting.debit(AccountCode.pending(account), sats)
                .credit(AccountCode.available(account), sats));
        return entry(block, JournalKind.BLOCK_MATURED, block.bookings(), OptionalLong.empty(), amounts, posting, now);
    }

    /** Orphaned while immature: no miner's part can have moved on, so the booking is taken back line by line. */
    static JournalEntry reversed(
            PoolBlock block, BlockAmounts amounts, Posting booked, BookedParts parts, Credits credits, Instant now) {
        Posting posting = booked.negated().credit(AccountCode.CONTINUITY, parts.continuitySats());
        takeContinuityBack(posting, parts.continuitySats(), credits);
        return entry(block, JournalKind.BLOCK_REVERSED, block.bookings(), block.bookedJournal(), amounts, posting, now);
    }

    /**
     * Orphaned after it matured. A miner's part is taken from his available balance, then from what is held; what was paid
     * already is the pool's loss. Pending parts belong to other blocks and stay. Where the wallet's account no longer holds
     * the reward the rest stands in suspense until a person has reconciled it.
     */
    static JournalEntry reversedAfterMaturity(
            PoolBlock block, BlockAmounts amounts, BookedParts parts, Credits credits, long hotSats, Instant now) {
        long fromHot = Math.min(hotSats, amounts.rewardSats());
        Posting posting = new Posting()
                .credit(AccountCode.HOT, fromHot)
                .credit(AccountCode.SUSPENSE, amounts.rewardSats() - fromHot)
                .debit(AccountCode.POOL_FEE, amounts.feeSats())
                .debit(AccountCode.DONATION, amounts.donatedSats())
                .debit(AccountCode.REORG_LOSS, parts.recoveredSats());
        takeContinuityBack(posting, parts.continuitySats(), credits);
        parts.minerSats().forEach((account, sats) -> takeBack(posting, account, sats, credits));
        return entry(block, JournalKind.BLOCK_REVERSED, block.bookings(), block.bookedJournal(), amounts, posting, now);
    }

    /** An operator may have explained a difference by this account: what it no longer holds is the pool's loss, too. */
    private static void takeContinuityBack(Posting posting, long sats, Credits credits) {
        long there = Math.min(sats, credits.sats(AccountCode.CONTINUITY));
        posting.debit(AccountCode.CONTINUITY, there).debit(AccountCode.REORG_LOSS, sats - there);
    }

    private static void takeBack(Posting posting, String account, long sats, Credits credits) {
        long fromAvailable = Math.min(sats, credits.sats(AccountCode.available(account)));
        long fromHeld = Math.min(sats - fromAvailable, credits.sats(AccountCode.held(account)));
        posting.debit(AccountCode.available(account), fromAvailable)
                .debit(AccountCode.held(account), fromHeld)
                .debit(AccountCode.REORG_LOSS, sats - fromAvailable - fromHeld);
    }

    private static JournalEntry entry(
            PoolBlock block,
            JournalKind kind,
            int booking,
            OptionalLong reverses,
            BlockAmounts amounts,
            Posting posting,
            Instant now) {
        String evidence = CanonicalJson.write(Map.of(
                "blockHash", block.hash().toString(),
                "booking", booking,
                "height", block.height(),
                "rewardSats", amounts.rewardSats(),
                "settlement", amounts.artefactDigest()));
        return new JournalEntry(
                kind.text() + ":" + block.hash() + ":" + booking,
                kind,
                now,
                ACTOR,
                POLICY_VERSION,
                reverses,
                evidence,
                posting.lines());
    }
}
