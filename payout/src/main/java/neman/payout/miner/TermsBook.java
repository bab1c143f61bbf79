package neman.payout.miner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.message.SignedMessage;
import neman.payout.ledger.Ledger;

/**
 * The history of miners' own terms. Changes come by an operator with a reason, or signed with the address's key: never by
 * Stratum's password, which anybody can send for anybody.
 *
 * <p>Part of the caller's transaction; changes hold the ledger's lock until its end.
 */
public final class TermsBook {
    /** The {@link TermsChange#operator} of changes that the miner signed himself. */
    public static final String MINER = "miner";

    /** Why nothing was changed, in order of precedence. */
    public enum Refusal {
        /** Messages of this kind of address are not checked: an operator enters what the miner asks for. */
        UNSUPPORTED_ADDRESS,
        WRONG_SIGNATURE,
        /** The signed change is not the account's next one: signed before another, or sent twice. */
        NOT_THE_NEXT_CHANGE,
        /** The pool pays nobody less than its own minimum. */
        BELOW_POOL_MINIMUM,
        UNCHANGED
    }

    private static final String COLUMNS = "serial, minimum_sats, donation_basis_points, after_sequence, at, operator,"
            + " reason, account FROM ledger.miner_terms";

    /** The last sequence number that was given to a share or a block: later blocks have higher ones. */
    private static final String LAST_SEQUENCE = "SELECT greatest("
            + "coalesce((SELECT last_sequence FROM accounting.segment ORDER BY last_sequence DESC LIMIT 1), 0),"
            + " coalesce((SELECT max(block_sequence) FROM accounting.round), 0))";

    private final long poolMinimumSats;

    public TermsBook(long poolMinimumSats) {
        this.poolMinimumSats = poolMinimumSats;
    }

    /**
     * An operator enters what a miner asked for.
     *
     * @return empty where it holds now
     */
    public Optional<Refusal> set(
            Connection transaction, PayoutAddress account, MinerTerms terms, Decision decision, Instant now)
            throws SQLException {
        Ledger.lock(transaction);
        return setNext(transaction, account, terms, decision, now);
    }

    /**
     * A miner sends what he signed.
     *
     * @param signature as {@link SignedMessage} takes it; kept, so that anybody can check it again
     * @return empty where it holds now
     */
    public Optional<Refusal> setSigned(Connection transaction, TermsMessage message, String signature, Instant now)
            throws SQLException {
        switch (SignedMessage.check(message.account(), message.text(), signature)) {
            case UNSUPPORTED_ADDRESS -> {
                return Optional.of(Refusal.UNSUPPORTED_ADDRESS);
            }
            case INVALID -> {
                return Optional.of(Refusal.WRONG_SIGNATURE);
            }
            case VALID -> {}
        }
        Ledger.lock(transaction);
        if (message.serial() != nextSerial(transaction, message.account())) {
            return Optional.of(Refusal.NOT_THE_NEXT_CHANGE);
        }
        return setNext(transaction, message.account(), message.terms(), new Decision(MINER, signature), now);
    }

    /** What the next change of an account is numbered. */
    public static int nextSerial(Connection transaction, PayoutAddress account) throws SQLException {
        return last(transaction, account.toString()).map(TermsChange::serial).orElse(0) + 1;
    }

    private Optional<Refusal> setNext(
            Connection transaction, PayoutAddress account, MinerTerms terms, Decision decision, Instant now)
            throws SQLException {
        if (terms.minimumSats().orElse(poolMinimumSats) < poolMinimumSats) {
            return Optional.of(Refusal.BELOW_POOL_MINIMUM);
        }
        if (current(transaction, account.toString()).equals(terms)) {
            return Optional.of(Refusal.UNCHANGED);
        }
        insert(transaction, account, nextSerial(transaction, account), terms, decision, now);
        return Optional.empty();
    }

    private static void insert(
            Connection transaction, PayoutAddress account, int serial, MinerTerms terms, Decision decision, Instant now)
            throws SQLException {
        String sql =
                "INSERT INTO ledger.miner_terms (account, serial, minimum_sats, donation_basis_points, at, operator,"
                        + " reason, after_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, (" + LAST_SEQUENCE + "))";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, account.toString());
            statement.setInt(2, serial);
            if (terms.minimumSats().isPresent()) {
                statement.setLong(3, terms.minimumSats().getAsLong());
            } else {
                statement.setNull(3, Types.BIGINT);
            }
            statement.setInt(4, terms.donationBasisPoints());
            statement.setObject(5, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(6, decision.operator());
            statement.setString(7, decision.reason());
            statement.executeUpdate();
        }
    }

    /** What holds for an account now. */
    public static MinerTerms current(Connection transaction, String account) throws SQLException {
        return last(transaction, account).map(TermsChange::terms).orElse(MinerTerms.DEFAULT);
    }

    /** Every change of an account's terms, the oldest first. */
    public static List<TermsChange> history(Connection transaction, String account) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT " + COLUMNS + " WHERE account = ? ORDER BY serial")) {
            statement.setString(1, account);
            List<TermsChange> changes = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    changes.add(read(rows));
                }
            }
            return List.copyOf(changes);
        }
    }

    private static Optional<TermsChange> last(Connection transaction, String account) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT " + COLUMNS + " WHERE account = ? ORDER BY serial DESC LIMIT 1")) {
            statement.setString(1, account);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(rows)) : Optional.empty();
            }
        }
    }

    /**
     * What held when a block was found, for those of {@code accounts} that had chosen anything by then.
     *
     * @param blockSequence of the block; changes that were entered later do not reach it
     */
    public static Map<String, TermsChange> inForce(
            Connection transaction, Collection<String> accounts, long blockSequence) throws SQLException {
        String sql = "SELECT DISTINCT ON (account) " + COLUMNS
                + " WHERE account = ANY(?) AND after_sequence < ? ORDER BY account, serial DESC";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(1, transaction.createArrayOf("text", accounts.toArray()));
            statement.setLong(2, blockSequence);
            Map<String, TermsChange> changes = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    changes.put(rows.getString(8), read(rows));
                }
            }
            return changes;
        }
    }

    private static TermsChange read(ResultSet row) throws SQLException {
        Long minimum = row.getObject(2, Long.class);
        return new TermsChange(
                row.getInt(1),
                new MinerTerms(minimum == null ? OptionalLong.empty() : OptionalLong.of(minimum), row.getInt(3)),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getString(6),
                row.getString(7));
    }
}
