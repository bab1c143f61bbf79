package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.payout.ledger.AccountCode;

/**
 * Whose statement: a miner's, over the four parts of his balance, or that of one account of the chart.
 *
 * @param name as people are shown it
 * @param codes all of one sign
 * @param sign −1 where the balance is a credit: what the pool owes or earned is shown positive
 */
public record StatedAccount(String name, List<AccountCode> codes, int sign) {
    private static final Pattern CODE = Pattern.compile("[a-z-]{1,32}(:[A-Za-z0-9-]{1,128}){1,4}");

    public StatedAccount {
        codes = List.copyOf(codes);
    }

    /**
     * @param text an address of the network in any of its spellings, or a code such as {@code asset:hot}
     * @throws IllegalArgumentException with a sentence where it is neither
     */
    public static StatedAccount of(Network network, String text) {
        if (text.contains(":")) {
            if (!CODE.matcher(text).matches()) {
                throw new IllegalArgumentException("'" + text + "' is neither an address nor an account's code");
            }
            boolean debit = text.startsWith("asset:") || text.startsWith("expense:") || text.startsWith("suspense:");
            return new StatedAccount(text, List.of(new AccountCode(text)), debit ? 1 : -1);
        }
        String miner = PayoutAddress.parse(network, text).toString();
        return new StatedAccount(
                miner,
                List.of(
                        AccountCode.pending(miner),
                        AccountCode.available(miner),
                        AccountCode.held(miner),
                        AccountCode.inPayout(miner)),
                -1);
    }

    /** The miner's address; empty for an account of the chart. */
    public Optional<String> miner() {
        return name.contains(":") ? Optional.empty() : Optional.of(name);
    }

    /** Whether the books have it: the chart's accounts always, a miner's from the first credit on. */
    public boolean isKnown(Connection transaction) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM ledger.account WHERE code = ANY(?))";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    transaction.createArrayOf(
                            "text", codes.stream().map(AccountCode::text).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    String nameOf(String code) {
        return miner().isPresent() ? code.substring(code.lastIndexOf(':') + 1) : code;
    }
}
