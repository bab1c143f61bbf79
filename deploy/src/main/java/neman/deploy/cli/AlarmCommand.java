package neman.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import neman.accounting.alarm.RecordedAlarm;
import neman.deploy.cli.common.Logging;
import neman.deploy.cli.common.Whose;
import neman.deploy.config.ConfigurationException;
import neman.deploy.wiring.AlarmDesk;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a person has to look at. */
@Command(
        name = "alarm",
        mixinStandardHelpOptions = true,
        description = "What a person has to look at, and what to do about it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AlarmCommand.ListAlarms.class,
        footer = {
            "",
            "Examples:",
            "  ./pool alarm list --config pool.yaml",
            "  ./pool alarm list --data demo --json",
            "What is over stands in the table accounting.alarm for 90 days, and in the log as alarm-cleared."
        })
final class AlarmCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "alarm needs a command: list");
    }

    /** Those that stand. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The alarms that stand, the critical ones first, then the latest.")
    static final class ListAlarms implements Callable<Integer> {
        private static final JsonMapper JSON = JsonMapper.builder().build();

        @Spec
        private CommandSpec spec;

        @Mixin
        private Whose whose;

        @Option(names = "--json", description = "As one JSON list.")
        private boolean json;

        @Override
        public Integer call() throws ConfigurationException, PoolException {
            PrintWriter err = spec.commandLine().getErr();
            Logging.warningsOnly();
            List<RecordedAlarm> alarms = AlarmDesk.open(whose.configuration(), err::println);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(json(alarms));
            } else if (alarms.isEmpty()) {
                out.println("No alarm stands.");
            } else {
                alarms.forEach(alarm -> print(out, alarm));
            }
            return ExitCode.OK;
        }

        private static void print(PrintWriter out, RecordedAlarm alarm) {
            out.printf("%-8s  %s  %s%n", alarm.severity(), alarm.code(), alarm.subject());
            out.printf("          %s%n", alarm.message());
            out.printf("          To do: %s%n", alarm.remedy());
            out.printf(
                    "          By %s since %s, last seen %s%n",
                    alarm.source(), seconds(alarm.raisedAt()), seconds(alarm.lastSeenAt()));
        }

        private static Instant seconds(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS);
        }

        private static String json(List<RecordedAlarm> alarms) {
            ArrayNode list = JSON.createArrayNode();
            for (RecordedAlarm alarm : alarms) {
                list.addObject()
                        .put("source", alarm.source())
                        .put("code", alarm.code())
                        .put("severity", alarm.severity().toLowerCase(Locale.ROOT))
                        .put("subject", alarm.subject())
                        .put("message", alarm.message())
                        .put("remedy", alarm.remedy())
                        .put("raisedAt", alarm.raisedAt().toString())
                        .put("lastSeenAt", alarm.lastSeenAt().toString())
                        .put("times", alarm.times());
            }
            try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree that we made cannot be written", e);
            }
        }
    }
}
