package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalScan;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int pool(String... arguments) {
        return Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @BeforeEach
    void writeAJournal() throws IOException, InterruptedException {
        JournalSettings settings =
                JournalSettings.of(data.resolve("journal"), Network.SANDBOX, new InstanceIdentity(3, 1));
        Hash256 hash = Hash256.ofHeaderOrder(Sha256.hash(new byte[0]));
        JobRecord job = new JobRecord(
                9, 812, hash, 0x20000000, 0x207fffff, 1_760_000_000L, new byte[9], new byte[9], 8, List.of(hash), 50);
        try (ShareJournal journal = ShareJournal.open(settings)) {
            for (int i = 0; i < 3; i++) {
                Told told = new Told();
                journal.append(told, job, new ShareRecord(9, "bcrt1qa", "rig \"1\"", i, 2, 3, 4, 5, 6, 7_000));
                told.latch.await();
            }
        }
    }

    private Path damageTheSecondShare() throws IOException {
        Path file = JournalScan.files(data.resolve("journal")).get(0);
        byte[] bytes = Files.readAllBytes(file);
        List<Long> ends = new ArrayList<>();
        JournalScan.scan(file, entry -> ends.add(entry.end().offset()));
        bytes[(int) (ends.get(1) + 30)] ^= 1;
        Files.write(file, bytes);
        return file;
    }

    @Test
    void inspectsFiles() throws IOException {
        assertEquals(0, pool("journal", "inspect", data.toString()));
        String row = out.toString().lines().toList().get(1);
        assertTrue(row.matches("0000000100000001.journal +3 +1 +\\d+ +1 +3 +0 +0 +intact"), row);
    }

    @Test
    void tellsWhatIsDamaged() throws IOException {
        Path file = damageTheSecondShare();
        assertEquals(1, pool("journal", "inspect", file.toString()));
        assertTrue(out.toString().contains("DAMAGED"), out.toString());
        assertTrue(out.toString().contains(file + ": damaged from byte "), out.toString());
    }

    @Test
    void exportsWhatIsReadable() throws IOException {
        damageTheSecondShare();
        Path target = data.resolve("records.jsonl");
        assertEquals(1, pool("journal", "export", data.toString(), "--out", target.toString()));
        assertTrue(err.toString().contains("damaged from byte"), err.toString());
        List<String> lines = Files.readAllLines(target);
        assertEquals(3, lines.size(), "the job and two shares");
        JsonNode share = new ObjectMapper().readTree(lines.get(1));
        assertEquals("share", share.path("type").asText());
        assertEquals("rig \"1\"", share.path("worker").asText());
        assertEquals("1970-01-01T00:00:07Z", share.path("receivedAt").asText());
        assertEquals(1, pool("journal", "export", data.toString(), "--out", target.toString()));
        assertTrue(err.toString().contains("exists; name a new file"), err.toString());
    }

    @Test
    void importsIntoARunningPoolAlone() {
        assertEquals(1, pool("journal", "import", data.resolve("none").toString(), "--data", data.toString()));
        assertTrue(err.toString().contains("pool: the import failed: "), err.toString());
        String journal = data.resolve("journal").toString();
        assertEquals(1, pool("journal", "import", journal, "--data", data.toString()));
        assertEquals(2, pool("journal", "import"));
    }

    @Test
    void saysWhereThereIsNothing() {
        assertEquals(1, pool("journal", "inspect", data.resolve("nowhere").toString()));
        assertTrue(err.toString().contains("there is no "), err.toString());
    }

    private static final class Told implements JournalWaiter {
        private final CountDownLatch latch = new CountDownLatch(1);

        @Override
        public void onDurable() {
            latch.countDown();
        }

        @Override
        public void onFailure(IOException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
