package neman.payout.desk;

import java.time.Instant;

/**
 * One journal's part of one statement.
 *
 * @param recordedAt the database's clock when it was written; statements are cut by it
 * @param kind as the ledger names it: {@code block-booked}
 * @param subject what it is about, as its evidence says: a block's hash, a payout's number, a reason
 * @param reverses the journal that it takes back, 0 for none
 * @param account the part of a miner's balance ({@code pending}, {@code available}, {@code held}, {@code in-payout}), or the
 *     account's code
 * @param amountSats what the balance grew by: credits of a liability, debits of an asset
 * @param balanceSats of all accounts of the statement together, after this line
 */
public record StatementLine(
        long journal,
        Instant recordedAt,
        String kind,
        String subject,
        long reverses,
        String account,
        long amountSats,
        long balanceSats) {}
