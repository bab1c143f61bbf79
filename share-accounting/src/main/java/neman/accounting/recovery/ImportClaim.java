package neman.accounting.recovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.journal.JournalScan;

/**
 * The right to put shares back, in PostgreSQL, which one directory of the whole pool has at a time. What an import has journaled
 * and nobody has counted is seen by no other: so the right stays with a directory whose import was cut off until it has
 * finished there.
 */
final class ImportClaim {
    private static final String UPSERT = """
        INSERT INTO accounting.journal_import (instance, place, open) VALUES (?, ?, true)
        ON CONFLICT (instance) DO UPDATE SET place = excluded.place, open = true, changed_at = now()
        """;

    private final DataSource database;
    private final int instance;
    private final Path directory;

    ImportClaim(DataSource database, int instance, Path directory) {
        this.database = database;
        this.instance = instance;
        this.directory = directory;
    }

    /** @throws IOException where another directory has it, or had been given up for lost */
    void take() throws IOException, SQLException {
        Transactions.<IOException>run(database, transaction -> {
            try (Statement statement = transaction.createStatement()) {
                statement.execute("LOCK TABLE accounting.journal_import IN SHARE ROW EXCLUSIVE MODE");
            }
            requireNobodyElses(transaction);
            requireNotGivenUp(transaction);
            try (PreparedStatement upsert = transaction.prepareStatement(UPSERT)) {
                upsert.setInt(1, instance);
                upsert.setString(2, host() + ":" + directory.toAbsolutePath());
                upsert.executeUpdate();
            }
        });
    }

    private void requireNobodyElses(Connection transaction) throws SQLException, IOException {
        String sql = "SELECT instance, place FROM accounting.journal_import WHERE open AND instance <> ?";
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, instance);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new IOException(
                            "the import at " + row.getString(2) + " runs, or was cut off: let it end, or run"
                                    + " it there once more; where that directory is lost for good, tell PostgreSQL:"
                                    + " DELETE FROM accounting.journal_import WHERE instance = " + row.getInt(1));
                }
            }
        }
    }

    /** What a directory of which PostgreSQL knows nothing has journaled may have been put back by another. */
    private void requireNotGivenUp(Connection transaction) throws SQLException, IOException {
        Path journal = directory.resolve(JournalImport.JOURNAL);
        if (find(transaction).isEmpty()
                && journal.toFile().isDirectory()
                && !JournalScan.files(journal).isEmpty()) {
            throw new IOException(
                    "what was journaled in " + directory + " was given up in PostgreSQL, or this is another"
                            + " pool's; delete that directory and import again");
        }
    }

    private Optional<Boolean> find(Connection transaction) throws SQLException {
        String sql = "SELECT open FROM accounting.journal_import WHERE instance = ?";
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, instance);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
            }
        }
    }

    /** Everything that was journaled here is counted. */
    void giveBack() throws SQLException {
        String sql = "UPDATE accounting.journal_import SET open = false, changed_at = now() WHERE instance = ?";
        Transactions.<SQLException>run(database, transaction -> {
            try (PreparedStatement update = transaction.prepareStatement(sql)) {
                update.setInt(1, instance);
                update.executeUpdate();
            }
        });
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }
}
