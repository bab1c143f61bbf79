package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import neman.accounting.database.TestDatabase;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An accountant that starts from the window's stored sums; the audit walks over single shares and knows nothing of them. */
class WindowCheckpointIntakeTest extends IntakeFixture {
    /** Eighty shares fill the window; more than twenty-four in memory are too many. */
    @BeforeEach
    void storeOften() {
        checkpointShares = 3;
        rule = new RewardRule(RewardPolicy.pplns(BigDecimal.valueOf(20)), 100);
    }

    @Test
    void takeoversGoOnFromStoredSums() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        for (int i = 1; i <= 8; i++) {
            only.mine(17);
            awaitSequence(only.shares().size() + i - 1);
            only.findBlock();
            replaceIntake();
            only.mine(4);
            awaitAndAudit(i);
        }
        CountingWaiter.await(() -> number("SELECT count(*) FROM accounting.window_checkpoint") == 2);
    }

    /** What stands between the edge and the checkpoint is not looked at: here it is not even there. */
    @Test
    void aStartReadsTheEdgeAndWhatCameBehindTheCheckpoint() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        for (int i = 1; i <= 6; i++) {
            only.mine(10);
            awaitSequence(10 * i);
        }
        CountingWaiter.await(() -> newestCheckpoint() > 50);
        stopIntake();
        execute("CREATE TABLE aside AS SELECT * FROM accounting.segment WHERE first_sequence > 1 AND last_sequence <= "
                + newestCheckpoint());
        assertTrue(number("SELECT count(*) FROM aside") > 2);
        execute("UPDATE accounting.segment SET bytes = NULL WHERE digest IN (SELECT digest FROM aside)");
        startIntake();
        only.mine(5);
        awaitSequence(65);
        execute("UPDATE accounting.segment s SET bytes = aside.bytes FROM aside WHERE s.digest = aside.digest");
        only.findBlock();
        awaitAndAudit(1);
    }

    @Test
    void aDamagedCheckpointAndOneOfAnotherWindowAreLeftOut() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        only.mine(30);
        awaitAndAudit(0);
        CountingWaiter.await(() -> newestCheckpoint() > 0);
        stopIntake();
        execute("UPDATE accounting.window_checkpoint SET body = substring(body FROM 1 FOR length(body) - 2) || '9'");
        startIntake();
        only.findBlock();
        awaitAndAudit(1);
        stopIntake();
        rule = new RewardRule(RewardPolicy.DEFAULT, 100);
        startIntake();
        only.findBlock();
        awaitAndAudit(2);
    }

    /** Sound in itself, but not what the shares say. */
    @Test
    void sumsThatTheSharesContradictAreReadAgainFromTheSegments() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        only.mine(85);
        awaitAndAudit(0);
        CountingWaiter.await(() -> newestCheckpoint() > 80);
        stopIntake();
        execute("UPDATE accounting.window_checkpoint SET body = convert_to(regexp_replace(convert_from(body, 'UTF8'),"
                + " '(bcrt1qaccount\\d) \\d+', '\\1 1', 'g') || 'zzz ' || capacity || E'\\n', 'UTF8')");
        execute("UPDATE accounting.window_checkpoint SET digest = sha256(body)");
        startIntake();
        only.mine(3);
        only.findBlock();
        awaitAndAudit(1);
        assertFalse(number("SELECT count(*) FROM accounting.round_share WHERE account = 'zzz'") > 0);
        assertEquals(1, number("SELECT count(*) FROM accounting.round"));
    }

    private void awaitSequence(long sequence) {
        CountingWaiter.await(() -> lastSequence() >= sequence);
    }

    private long newestCheckpoint() {
        return number("SELECT coalesce(max(sequence), 0) FROM accounting.window_checkpoint");
    }

    private void execute(String sql) throws SQLException {
        TestDatabase.execute(dataSource, sql);
    }

    private long number(String sql) {
        try (Connection connection = auditing.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
