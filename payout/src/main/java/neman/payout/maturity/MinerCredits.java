package neman.payout.maturity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import neman.payout.ledger.AccountCode;

/** What the pool owes some miners, and what its continuity account holds, as of one transaction. */
final class MinerCredits {
    private final Map<String, Long> satsByCode;

    private MinerCredits(Map<String, Long> satsByCode) {
        this.satsByCode = satsByCode;
    }

    static MinerCredits read(Connection transaction, Collection<String> accounts) throws SQLException {
        String sql = "SELECT a.code, -b.amount_sat FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id"
                + " WHERE a.party = ANY(?) OR a.code = '" + AccountCode.CONTINUITY + "'";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(1, transaction.createArrayOf("text", accounts.toArray()));
            Map<String, Long> sats = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sats.put(rows.getString(1), rows.getLong(2));
                }
            }
            return new MinerCredits(sats);
        }
    }

    /** In satoshis; 0 for an account that was never used. */
    long sats(AccountCode account) {
        return satsByCode.getOrDefault(account.text(), 0L);
    }
}
