package neman.payout;

import java.sql.SQLException;
import javax.sql.DataSource;
import neman.payout.query.PayoutQueries;
import neman.payout.query.TrialBalance;

/** What must hold of a ledger at every moment of every test. */
public final class Books {
    private Books() {}

    public static void assertSound(DataSource database) throws SQLException {
        expect(database, null, "SELECT code FROM ledger.wrong_balances()");
        expect(database, null, "SELECT journal_id FROM ledger.broken_journals()");
        TrialBalance trial = new PayoutQueries(database).trialBalance();
        if (trial.sumSats() != 0) {
            throw new AssertionError(trial.toString());
        }
        expect(
                database,
                "t",
                "SELECT coalesce(sum(amount_sat), 0) >= 0 FROM ledger.balance b JOIN ledger.account a"
                        + " ON a.id = b.account_id WHERE kind IN ('asset', 'liability') OR code = 'equity:reorg-loss'");
    }

    private static void expect(DataSource database, String expected, String sql) throws SQLException {
        String found = TestDatabase.single(database, sql);
        if (expected == null ? found != null : !expected.equals(found)) {
            throw new AssertionError(sql + " answers " + found);
        }
    }
}
