package neman.deploy.cli.payout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import neman.accounting.database.Transactions;
import neman.bitcoin.Satoshis;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.StatedAccount;
import neman.payout.desk.Statement;
import neman.payout.desk.StatementLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened to one account. Lines are written as they are read, however many there are. */
@Command(
        name = "statement",
        mixinStandardHelpOptions = true,
        description = {
            "What happened to one account, line by line, with the balance after each.",
            "Opening balance, lines and closing balance fit. Times are those at which the books were written, in UTC."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout statement ADDRESS --config pool.yaml --from 2026-11-01 --to 2026-11-30",
            "  ./pool payout statement asset:hot --config pool.yaml --csv > hot.csv"
        })
final class StatementCommand extends DeskCommand {
    @Parameters(
            paramLabel = "ACCOUNT",
            description = "A miner's address, or an account of the chart such as asset:hot.")
    private String account;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "A day, or an instant (RFC 3339). Default: the beginning.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "A day, itself included, or an instant, itself not. Default: now.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--csv", description = "Comma-separated values (RFC 4180), amounts in satoshis.")
    private boolean csv;

    private Instant begin;
    private Instant end;

    @Override
    void checkArguments() {
        if (csv && wantsJson()) {
            throw usage("--csv and --json are two answers; ask for one");
        }
        begin = from.map(text -> instant(text, 0)).orElse(Instant.EPOCH);
        end = to.map(text -> instant(text, 1)).orElse(Instant.parse("9999-01-01T00:00:00Z"));
        if (!begin.isBefore(end)) {
            throw usage("--from is not before --to");
        }
        if (begin.isAfter(Instant.now())) {
            throw usage("--from " + from.orElseThrow() + " is yet to come");
        }
    }

    private Instant instant(String text, int daysAfter) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text)
                            .plusDays(daysAfter)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeParseException e) {
            throw usage(
                    "'" + text + "' is neither a day such as 2026-11-30 nor an instant such as 2026-11-30T12:00:00Z");
        }
    }

    @Override
    int run(PayoutDesk desk) throws SQLException, PoolException {
        StatedAccount stated;
        try {
            stated = StatedAccount.of(desk.network(), account);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
        requireKnown(desk, stated);
        if (csv) {
            writeCsv(desk, stated);
        } else if (wantsJson()) {
            writeJson(desk, stated);
        } else {
            writeText(desk, stated);
        }
        return 0;
    }

    private void requireKnown(PayoutDesk desk, StatedAccount stated) throws SQLException, PoolException {
        boolean known = Transactions.<Boolean, SQLException>call(desk.database(), stated::isKnown);
        if (known) {
            return;
        }
        if (stated.miner().isEmpty()) {
            throw new PoolException(
                    "the books have no account " + stated.name() + "; their chart is in OPERATING.md, \"The books\"");
        }
        progress().say("nothing was ever booked for " + stated.name());
    }

    private void writeText(PayoutDesk desk, StatedAccount stated) throws SQLException {
        out().println(stated.name());
        row("JOURNAL", "BOOKED (UTC)", "WHAT", "PART", "AMOUNT BTC", "BALANCE BTC", "ABOUT");
        Statement statement = Statement.read(
                desk.database(),
                stated,
                begin,
                end,
                opening -> row("", "", "opening balance", "", "", Satoshis.toBitcoins(opening), ""),
                line -> row(
                        line.journal(),
                        time(line.recordedAt()),
                        line.kind(),
                        stated.miner().isPresent() ? line.account() : "",
                        Satoshis.toBitcoins(line.amountSats()),
                        Satoshis.toBitcoins(line.balanceSats()),
                        line.subject()));
        row("", "", "closing balance", "", "", Satoshis.toBitcoins(statement.closingSats()), "");
    }

    /** Of fixed widths, because lines are written before the widest is known. */
    private void row(Object... cells) {
        out().println("%8s  %-20s  %-19s  %-9s  %18s  %18s  %s".formatted(cells).stripTrailing());
    }

    private void writeCsv(PayoutDesk desk, StatedAccount stated) throws SQLException {
        PrintWriter out = out();
        out.print("journal,recorded_at,kind,about,reverses,part,amount_sats,balance_sats\r\n");
        Statement statement = Statement.read(
                desk.database(),
                stated,
                begin,
                end,
                opening -> out.print(",,opening-balance,,,,," + opening + "\r\n"),
                line -> out.print(csv(line)));
        out.print(",,closing-balance,,,,," + statement.closingSats() + "\r\n");
        out.flush();
    }

    private static String csv(StatementLine line) {
        return line.journal() + "," + line.recordedAt() + "," + line.kind() + "," + quoted(line.subject()) + ","
                + (line.reverses() == 0 ? "" : line.reverses()) + "," + line.account() + "," + line.amountSats() + ","
                + line.balanceSats() + "\r\n";
    }

    /** An operator wrote it. A spreadsheet would take what begins so for a formula. */
    private static String quoted(String text) {
        String safe = text.isEmpty() || "=+-@".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return safe.matches("[A-Za-z0-9]*") ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    private void writeJson(PayoutDesk desk, StatedAccount stated) throws SQLException {
        PrintWriter out = out();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("account", stated.name());
            Statement statement = Statement.read(
                    desk.database(),
                    stated,
                    begin,
                    end,
                    opening -> writing(() -> {
                        json.writeNumberField("openingSats", opening);
                        json.writeArrayFieldStart("lines");
                    }),
                    line -> writing(() -> write(json, line)));
            json.writeEndArray();
            json.writeNumberField("closingSats", statement.closingSats());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void writing(Writing work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator json, StatementLine line) throws IOException {
        json.writeStartObject();
        json.writeNumberField("journal", line.journal());
        json.writeStringField("recordedAt", line.recordedAt().toString());
        json.writeStringField("kind", line.kind());
        json.writeStringField("about", line.subject());
        if (line.reverses() != 0) {
            json.writeNumberField("reverses", line.reverses());
        }
        json.writeStringField("part", line.account());
        json.writeNumberField("amountSats", line.amountSats());
        json.writeNumberField("balanceSats", line.balanceSats());
        json.writeEndObject();
    }
}
