package neman.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import neman.accounting.alarm.AlarmCode;
import neman.deploy.cli.payout.PayoutCommand;
import neman.payout.alarm.Alarm;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds OPERATING.md and the code together. */
class OperatingPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("OPERATING.md"));
    }

    @Test
    void everyAlarmHasALineWithItsRemedy() throws IOException {
        List<String> lines = page().lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .toList();
        List<String> missing = Stream.concat(Arrays.stream(AlarmCode.values()), Arrays.stream(Alarm.Code.values()))
                .map(Enum::name)
                .filter(code -> lines.stream().noneMatch(line -> line.contains("`" + code + "`")))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void everyPayoutCommandIsExplained() throws IOException {
        String page = page();
        String payouts = page.substring(page.indexOf("\n## Payouts\n"), page.indexOf("\n## Who is not paid"));
        List<String> missing = new CommandLine(new PayoutCommand())
                .getSubcommands().keySet().stream()
                        .filter(command -> !payouts.matches("(?s).*`" + command + "[ `].*"))
                        .toList();
        assertEquals(List.of(), missing);
    }
}
