package neman.console.source;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.RecordCodec;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;

/** Writes rows as the accountant and the payout role write them. */
final class Rows {
    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    void shares(String account, String worker, Instant minute, long shares, long units) throws SQLException {
        run("INSERT INTO accounting.account (address) VALUES (?) ON CONFLICT DO NOTHING", account);
        run("""
            INSERT INTO accounting.worker (account_id, name)
            SELECT id, ? FROM accounting.account WHERE address = ? ON CONFLICT DO NOTHING
            """, worker, account);
        run("""
            INSERT INTO accounting.share_minute (worker_id, minute, shares, difficulty_units, last_share_at)
            SELECT w.id, ?, ?, ?, ? FROM accounting.worker w JOIN accounting.account a ON a.id = w.account_id
            WHERE a.address = ? AND w.name = ?
            """, minute, shares, BigDecimal.valueOf(units), minute.plusSeconds(20), account, worker);
        run("""
            INSERT INTO accounting.pool_minute AS kept (minute, shares, difficulty_units) VALUES (?, ?, ?)
            ON CONFLICT (minute) DO UPDATE SET shares = kept.shares + excluded.shares,
              difficulty_units = kept.difficulty_units + excluded.difficulty_units
            """, minute, shares, BigDecimal.valueOf(units));
    }

    void job(int height, int nbits) throws SQLException {
        JobRecord job = new JobRecord(
                height, height, Hash256.ZERO, 0x20000000, nbits, 0, new byte[] {1}, new byte[] {2}, 4, List.of(), 50);
        byte[] bytes = RecordCodec.jobBytes(job);
        run(
                "INSERT INTO accounting.job (id, height, digest, bytes) VALUES (?, ?, ?, ?)",
                (long) height,
                height,
                Sha256.hash(bytes),
                bytes);
    }

    void block(int height, String state, String finder, String worker, Instant foundAt) throws SQLException {
        run(
                """
                INSERT INTO ledger.block (block_hash, height, block_sequence, found_at, finder_account, finder_worker,
                  fee_basis_points, state)
                VALUES (?, ?, ?, ?, ?, ?, 100, ?)
                """,
                Hash256.ofDoubleSha256(new byte[] {(byte) height}).toString(),
                height,
                (long) height,
                foundAt,
                finder,
                worker,
                state);
    }

    /** A journal of two lines: what is debited and what is credited. */
    void journal(String key, String debited, String credited, long sats) throws SQLException {
        run(
                "SELECT ledger.append(?, 'test', now(), 'test', 1, NULL, '{}', ARRAY[?, ?]::text[], ARRAY[?,"
                        + " ?]::bigint[])",
                key,
                debited,
                credited,
                sats,
                -sats);
    }

    void payout(String account, long sats, Instant createdAt) throws SQLException {
        run("""
            WITH batch AS (
              INSERT INTO ledger.payout_batch (state, created_at, total_sats, output_count)
              VALUES ('RESERVED', ?, ?, 1) RETURNING id)
            INSERT INTO ledger.payout_item (batch_id, account, sats) SELECT id, ?, ? FROM batch
            """, createdAt, sats, account, sats);
    }

    void run(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                Object parameter = parameters[i];
                statement.setObject(i + 1, parameter instanceof Instant instant ? utc(instant) : parameter);
            }
            statement.execute();
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
