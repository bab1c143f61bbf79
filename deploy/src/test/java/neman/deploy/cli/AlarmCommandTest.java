package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.payout.ledger.LedgerSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmCommandTest {
    private static final String ROWS = "INSERT INTO accounting.alarm (source, code, subject, severity, message, remedy,"
            + " raised_at, last_seen_at, times, cleared_at) VALUES"
            + " ('stratum-0', 'NODE_UNFIT', 'http://node:8332', 'WARNING', 'no answer', 'start it',"
            + " '2026-11-22T19:00:00Z', '2026-11-22T19:05:00Z', 2, NULL),"
            + " ('stratum-0', 'BLOCK_NOWHERE', 'hash', 'CRITICAL', 'no node has it', 'bring one back',"
            + " '2026-11-22T18:00:00Z', '2026-11-22T19:05:00Z', 1, NULL),"
            + " ('stratum-0', 'NO_LEADER', 'nodes', 'CRITICAL', 'none', 'any', now(), now(), 1, now());"
            + "INSERT INTO ledger.alarm (code, subject, severity, message, remedy, raised_at, last_seen_at) VALUES"
            + " ('PAYOUT_NOT_FUNDED', '7', 'WARNING', 'no coins', 'put some in', '2026-11-22T20:00:00Z', now())";

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int pool(String... arguments) {
        return Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void listsWhatStandsOfAllProcessesAndOfTheBooks() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"));
                HikariDataSource database = Databases.open(postgres.access(), 5)) {
            AccountingSchema.migrate(database);
            LedgerSchema.migrate(database);
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(ROWS);
            }
        }
        assertEquals(0, pool("alarm", "list", "--data", data.toString()), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals(12, lines.size(), out::toString);
        assertEquals("CRITICAL  BLOCK_NOWHERE  hash", lines.get(0));
        assertEquals("          To do: bring one back", lines.get(2));
        assertEquals("WARNING   PAYOUT_NOT_FUNDED  7", lines.get(4));
        assertEquals(
                "          By stratum-0 since 2026-11-22T19:00:00Z, last seen 2026-11-22T19:05:00Z", lines.get(11));

        out.getBuffer().setLength(0);
        assertEquals(0, pool("alarm", "list", "--json", "--data", data.toString()), err::toString);
        JsonNode list = new ObjectMapper().readTree(out.toString());
        assertEquals(3, list.size());
        assertEquals("critical", list.path(0).path("severity").textValue());
        assertEquals("payout", list.path(1).path("source").textValue());
        assertEquals(2, list.path(2).path("times").intValue());
    }

    @Test
    void withoutBooksItSaysSo() {
        assertEquals(1, pool("alarm", "list", "--data", data.toString()));
        assertTrue(err.toString().contains("no pool has kept books in " + data), err.toString());
        assertEquals(2, pool("alarm"));
    }
}
