package neman.payout.alarm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlarmTest {
    @ParameterizedTest
    @EnumSource
    void whatItMeansAndWhatToDoIsWrittenDown(Alarm.Code code) throws IOException {
        String text = Files.readString(Path.of("../deploy/OPERATING.md"));
        assertTrue(text.contains("| `" + code + "`") || text.contains("`, `" + code + "`"), code + " is in no table");
    }
}
