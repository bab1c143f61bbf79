package neman.payout.ledger;

import java.util.Locale;

/** What happened. */
public enum JournalKind {
    /** A block of the pool stands in the chain: its reward is owed to the miners, and immature. */
    BLOCK_BOOKED,
    /** The reward can be spent. */
    BLOCK_MATURED,
    /** Another block took its place. */
    BLOCK_REVERSED,
    /** Miners' available balances went into a batch. */
    PAYOUT_RESERVED,
    /** The batch's transaction is signed: the coins have left the wallet as far as the books go. */
    PAYOUT_SIGNED,
    /** The transaction is buried: the miners are paid. */
    PAYOUT_SETTLED,
    /** A reorganisation took the burial back. */
    PAYOUT_UNSETTLED,
    /** The transaction can no longer confirm: what it was to pay is the miners' again. */
    PAYOUT_RELEASED,
    /** The wallet holds another amount than the books said: the difference waits for an explanation. */
    RECONCILED,
    /** An operator found what such a difference was. */
    RECONCILE_EXPLAINED,
    /** An operator holds a miner's account: what is available waits. */
    MINER_HELD,
    /** The hold is lifted. */
    MINER_RELEASED,
    /** The batch was given up before anything was signed. */
    PAYOUT_CANCELLED;

    /** As the database has it: {@code block-booked}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
