package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.ClosedDay;
import neman.payout.desk.DayClosing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The end of a day of the books. */
@Command(
        name = "close-day",
        mixinStandardHelpOptions = true,
        description = {
            "Close the books of a day (UTC).",
            "Its journals and their chain are checked, its trial balance is kept for good. Days close in order, once over, explained",
            "and reconciled. A running payout role does it by itself after each midnight."
        },
        footer = {"", "Example:", "  ./pool payout close-day 2026-11-21 --config pool.yaml"})
final class CloseDayCommand extends ChangingCommand {
    @Parameters(paramLabel = "DAY", arity = "0..1", description = "Default: yesterday.")
    private Optional<String> day = Optional.empty();

    private LocalDate date;

    @Override
    String words() {
        return "close-day" + day.map(text -> " " + text).orElse("");
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        try {
            date = day.map(LocalDate::parse)
                    .orElseGet(() -> LocalDate.now(ZoneOffset.UTC).minusDays(1));
        } catch (DateTimeParseException e) {
            throw usage("'" + day.orElseThrow() + "' is not a day such as 2026-11-21");
        }
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        DayClosing.Answer answer = new DayClosing(transactions(desk), desk.clock()).close(date, actor());
        if (answer.refusal().isPresent()) {
            String next = answer.firstOpen()
                    .map(open -> "; the day to be closed next is " + open)
                    .orElse("");
            throw new PoolException("the day " + date + " is not closed: "
                    + Refusals.of(answer.refusal().get()) + next);
        }
        ClosedDay closed = answer.closed().orElseThrow();
        if (wantsJson()) {
            print(object().put("day", closed.day().toString())
                    .put("lastJournal", closed.lastJournal())
                    .put("artefact", closed.artefact()));
        } else {
            out().println("closed " + closed.day() + " with journal " + closed.lastJournal() + ", trial balance "
                    + closed.artefact());
        }
        return 0;
    }
}
