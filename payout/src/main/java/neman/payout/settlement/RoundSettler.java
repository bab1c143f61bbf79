package neman.payout.settlement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.Round;
import neman.accounting.round.RoundStore;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.ChainBlock;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.miner.TermsBook;
import neman.payout.miner.TermsChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings closed rounds into the ledger's schema, in their order, and computes the split of each. */
public final class RoundSettler {
    private static final Logger LOG = LoggerFactory.getLogger(RoundSettler.class);

    /** Rounds read at once; the rest comes with the next pass. */
    private static final int BATCH = 100;

    private final LedgerTransactions transactions;
    private final DataSource database;
    private final RoundStore rounds;
    private final PayoutAddress poolAddress;
    private final int feeBasisPoints;

    /** @param feeBasisPoints of rounds that were closed before terms were recorded with them */
    public RoundSettler(
            LedgerTransactions transactions, DataSource database, PayoutAddress poolAddress, int feeBasisPoints) {
        this.transactions = transactions;
        this.database = database;
        this.rounds = new RoundStore(database);
        this.poolAddress = poolAddress;
        this.feeBasisPoints = feeBasisPoints;
    }

    /** Notes the rounds that were closed since the last pass: WAITING, nothing booked. */
    public void pass() throws SQLException {
        long last = transactions.run(RoundSettler::lastSequence);
        for (Round round : rounds.roundsAfter(last, BATCH)) {
            transactions.execute(transaction -> insert(transaction, round.block(), feeOf(round)));
            LOG.info(
                    "block={} height={} state=WAITING",
                    round.block().hash(),
                    round.block().height());
        }
    }

    private static long lastSequence(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                        transaction.prepareStatement("SELECT coalesce(max(block_sequence), 0) FROM ledger.block");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The fee is part of the terms in force at the block's number, whatever this process is configured with. */
    private int feeOf(Round round) {
        return round.terms().map(terms -> terms.rule().feeBasisPoints()).orElse(feeBasisPoints);
    }

    private static void insert(Connection transaction, FoundBlock block, int feeOfRound) throws SQLException {
        String sql = "INSERT INTO ledger.block (block_hash, height, block_sequence, found_at, finder_account,"
                + " finder_worker, fee_basis_points, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'WAITING')"
                + " ON CONFLICT (block_hash) DO NOTHING";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, block.hash().toString());
            statement.setInt(2, block.height());
            statement.setLong(3, block.sequence());
            statement.setObject(4, OffsetDateTime.ofInstant(block.foundAt(), ZoneOffset.UTC));
            statement.setString(5, block.finderAccount());
            statement.setString(6, block.finderWorker());
            statement.setInt(7, feeOfRound);
            statement.executeUpdate();
        }
    }

    /**
     * The split of a block that stands in the chain.
     *
     * @param feeOfRound as noted with it
     */
    public Settlement settle(ChainBlock block, int feeOfRound) throws SQLException {
        Round round = rounds.byBlock(block.hash())
                .orElseThrow(() -> new IllegalStateException("the round of block " + block.hash() + " is gone"));
        return Settlement.of(round, segmentDigests(round), block, poolAddress, feeOfRound, minerTerms(round));
    }

    /**
     * A change that is entered later has a higher number, so asking again gives the same. One that is being entered now may have
     * read its number before the block had one: the lock waits for it.
     */
    private Map<String, TermsChange> minerTerms(Round round) throws SQLException {
        return transactions.run(transaction -> {
            Ledger.lock(transaction);
            return TermsBook.inForce(
                    transaction, round.window().work().keySet(), round.block().sequence());
        });
    }

    private List<String> segmentDigests(Round round) throws SQLException {
        String sql = "SELECT digest FROM accounting.segment WHERE last_sequence >= ? AND first_sequence <= ?"
                + " ORDER BY first_sequence";
        return Transactions.<List<String>, SQLException>call(database, transaction -> {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setLong(1, round.window().firstSequence());
                statement.setLong(2, round.window().lastSequence());
                List<String> digests = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        digests.add(HexFormat.of().formatHex(rows.getBytes(1)));
                    }
                }
                return digests;
            }
        });
    }
}
