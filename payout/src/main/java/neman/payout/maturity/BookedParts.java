package neman.payout.maturity;

import java.util.SortedMap;
import java.util.TreeMap;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.Posting;
import neman.payout.settlement.BlockAmounts;

/**
 * What one booking of a block owes to whom. The first one is the block's split; a later one, of a block that came back, leaves out
 * what the reversal before it could not take back: the miners have that already.
 *
 * @param minerSats by account, all above 0
 * @param recoveredSats of {@code equity:reorg-loss}: paid before the reversal, and no loss any more
 */
record BookedParts(SortedMap<String, Long> minerSats, long continuitySats, long recoveredSats) {
    static BookedParts first(BlockAmounts amounts) {
        return new BookedParts(amounts.creditedSats(), amounts.continuitySats(), 0);
    }

    /** @param reversal lines of the journal that took the block back the last time */
    static BookedParts again(BlockAmounts amounts, Posting reversal) {
        SortedMap<AccountCode, Long> taken = reversal.lines();
        SortedMap<String, Long> minerSats = new TreeMap<>();
        amounts.creditedSats().keySet().forEach(account -> {
            long sats = Math.addExact(
                    taken.getOrDefault(AccountCode.pending(account), 0L),
                    Math.addExact(
                            taken.getOrDefault(AccountCode.available(account), 0L),
                            taken.getOrDefault(AccountCode.held(account), 0L)));
            if (sats > 0) {
                minerSats.put(account, sats);
            }
        });
        return new BookedParts(
                minerSats,
                taken.getOrDefault(AccountCode.CONTINUITY, 0L),
                taken.getOrDefault(AccountCode.REORG_LOSS, 0L));
    }

    /** @param booking lines of the journal that booked the block */
    static BookedParts of(BlockAmounts amounts, Posting booking) {
        return again(amounts, booking.negated());
    }
}
