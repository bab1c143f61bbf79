package neman.bitcoin.sandbox.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLogTest {
    private static final byte[] FIRST = {1, 2, 3};
    private static final byte[] SECOND = new byte[50];
    private static final byte[] THIRD = {4};

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("log");
        try (StateLog log = StateLog.open(file, logged -> {})) {
            log.append(new LogRecord(LogRecord.Type.BLOCK, FIRST));
            log.append(new LogRecord(LogRecord.Type.TRANSACTION, SECOND));
            log.append(new LogRecord(LogRecord.Type.LOCK, THIRD));
        }
    }

    private List<LogRecord> read() throws IOException {
        List<LogRecord> records = new ArrayList<>();
        StateLog.open(file, records::add).close();
        return records;
    }

    @Test
    void recordsComeBackInOrder() throws IOException {
        List<LogRecord> records = read();
        assertEquals(3, records.size());
        assertEquals(LogRecord.Type.LOCK, records.get(2).type());
        assertArrayEquals(SECOND, records.get(1).payload());
    }

    @Test
    void aTailCutAtAnyByteLosesTheLastRecordOnly() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int third = whole.length - 8 - 1 - THIRD.length;
        for (int length = third; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(2, read().size(), "cut at " + length);
            assertEquals(third, Files.size(file));
        }
    }

    @Test
    void aLastRecordWithAWrongByteIsCut() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertEquals(2, read().size());
    }

    @Test
    void zerosAfterTheLastRecordAreCut() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 4_096));
        assertEquals(3, read().size());
        assertEquals(bytes.length, Files.size(file));
    }

    @Test
    void damageInTheMiddleIsAnErrorThatNamesThePlace() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[30] ^= 1;
        Files.write(file, bytes);
        IOException damaged = assertThrows(IOException.class, this::read);
        assertTrue(damaged.getMessage().contains("damaged at offset 12"), damaged.getMessage());
    }

    @Test
    void afterACutTheFileGoesOn() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        try (StateLog log = StateLog.open(file, logged -> {})) {
            log.append(new LogRecord(LogRecord.Type.UNLOCK, FIRST));
        }
        assertEquals(LogRecord.Type.UNLOCK, read().get(2).type());
    }
}
