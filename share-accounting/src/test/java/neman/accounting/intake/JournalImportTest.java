package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import neman.accounting.database.TestDatabase;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.journal.JournalJson;
import neman.accounting.journal.JournalScan;
import neman.accounting.journal.ShareRecord;
import neman.accounting.recovery.JournalImport;
import neman.accounting.recovery.JournalImport.Report;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal file is moved aside before the accountant has read it, and its export is put back. */
class JournalImportTest extends IntakeFixture {
    private static final int KEPT_BEFORE = 10;
    private static final int LOST_SHARES = 12;
    private static final int KEPT_BEHIND = 7;
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    private final List<String> export = new ArrayList<>();
    private Hash256 lostBlock;

    /** Of three starts the second one's file is lost. Its last share is the block's winning one. */
    @BeforeEach
    void loseAJournal() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        first.mine(KEPT_BEFORE);
        awaitAndAudit(0);
        first.close();
        stopIntake();
        TestInstance second = instance("a");
        second.mine(LOST_SHARES - 1);
        lostBlock = second.findBlock();
        second.close();
        List<Path> files = JournalScan.files(directory.resolve("a/journal"));
        for (Path file : files) {
            JournalScan.scan(file, entry -> export.add(JournalJson.line(entry)));
        }
        Files.delete(files.get(1));
        redis.commands().flushall();
        instance("a").mine(KEPT_BEHIND);
        startIntake();
        CountingWaiter.await(() -> lastSequence() == KEPT_BEFORE + KEPT_BEHIND);
    }

    private Report run(List<String> lines) throws IOException {
        return run(lines, PATIENT, step -> {});
    }

    private Report run(List<String> lines, Duration patience, Consumer<String> progress) throws IOException {
        return run("a/import", lines, patience, progress);
    }

    private Report run(String place, List<String> lines, Duration patience, Consumer<String> progress)
            throws IOException {
        Path home = directory.resolve(place);
        return new JournalImport(dataSource, redis, Network.SANDBOX, home, patience, progress)
                .run(new BufferedReader(new StringReader(String.join("\n", lines))));
    }

    /** Every acknowledged share once, no gap; and each round as the segments say. */
    private void audit() throws SQLException {
        try (Connection connection = auditing.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            List<ShareRecord> found = new ArrayList<>();
            for (ShareSegment segment : segments(archive)) {
                for (SequencedShare share : segment.shares()) {
                    found.add(record(archive, share));
                }
            }
            assertEquals(acknowledged().size(), found.size());
            assertEquals(new HashSet<>(acknowledged()), new HashSet<>(found));
            assertEquals(1, auditRounds(archive));
        }
    }

    @Test
    void whatIsLostIsPutBackOnce() throws Exception {
        assertEquals(new Report(LOST_SHARES + 1, KEPT_BEFORE, 0, 0, 0), run(export));
        audit();
        long first = KEPT_BEFORE + KEPT_BEHIND + 1;
        assertEquals(
                first + LOST_SHARES - 1, round(lostBlock).orElseThrow().block().sequence(), "behind all but one");
        assertEquals(first + LOST_SHARES, winnerOf(lostBlock), "the winning share comes behind its own window");
        assertEquals(new Report(0, KEPT_BEFORE + LOST_SHARES + 1, 0, 0, 0), run(export));
        audit();
    }

    private long winnerOf(Hash256 block) throws SQLException {
        String sql = "SELECT coalesce(winner_sequence, -1) FROM accounting.sequenced_block WHERE block_hash = ?";
        try (Connection connection = auditing.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, block.toHeaderOrder());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** All is journaled by then: it is counted when somebody counts, and the next import adds none again. */
    @Test
    void anImportThatWasCutOffIsFinishedByTheNext() throws Exception {
        assertThrows(
                CutOff.class,
                () -> run(export, PATIENT, step -> {
                    if (step.startsWith("waiting for the accountant to count")) {
                        throw new CutOff();
                    }
                }));
        assertEquals(new Report(0, KEPT_BEFORE + LOST_SHARES + 1, 0, 0, 0), run(export));
        audit();
    }

    /** What is journaled there and not counted yet is seen nowhere else. */
    @Test
    void anImportThatWasCutOffIsFinishedWhereItWas() throws Exception {
        stopIntake();
        assertThrows(IOException.class, () -> run(export, IMPATIENT, step -> {}));
        IOException refused = assertThrows(IOException.class, () -> run("b/import", export, PATIENT, step -> {}));
        assertTrue(refused.getMessage().contains(directory.resolve("a/import").toString()), refused.getMessage());
        startIntake();
        assertEquals(new Report(LOST_SHARES + 1, KEPT_BEFORE, 0, 0, 0), run(export));
        assertEquals(
                new Report(0, KEPT_BEFORE + LOST_SHARES + 1, 0, 0, 0), run("b/import", export, PATIENT, step -> {}));
        audit();
    }

    /** By the statement that the refusal names. */
    @Test
    void whatWasGivenUpInOneDirectoryIsPutBackByAnotherAndNeverByThatOneAgain() throws Exception {
        assertThrows(
                CutOff.class,
                () -> run(export, PATIENT, step -> {
                    if (step.startsWith("comparing")) {
                        throw new CutOff();
                    }
                }));
        IOException refused = assertThrows(IOException.class, () -> run("b/import", export, PATIENT, step -> {}));
        String message = refused.getMessage();
        TestDatabase.execute(dataSource, message.substring(message.indexOf("DELETE")));
        assertEquals(new Report(LOST_SHARES + 1, KEPT_BEFORE, 0, 0, 0), run("b/import", export, PATIENT, step -> {}));
        IOException givenUp = assertThrows(IOException.class, () -> run(export));
        assertTrue(givenUp.getMessage().contains("was given up"), givenUp.getMessage());
        audit();
    }

    private static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void withoutAnAccountantNothingIsPutBack() throws Exception {
        stopIntake();
        IOException alone = assertThrows(IOException.class, () -> run(export, IMPATIENT, step -> {}));
        assertTrue(alone.getMessage().contains("no accountant counts shares"), alone.getMessage());
        assertEquals(KEPT_BEFORE + KEPT_BEHIND, lastSequence());
    }

    /** It is on the instance's disk, and nobody has read it yet: it comes by itself. */
    @Test
    void whatStillComesByItselfIsLeftOut() throws Exception {
        List<String> later = export.stream()
                .map(line -> line.replaceFirst("\"position\":\"\\d+-", "\"position\":\"" + (9L << 32) + "-"))
                .toList();
        assertEquals(new Report(0, 0, KEPT_BEFORE + LOST_SHARES + 1, 0, 0), run(later));
    }

    /** The job's own record was damaged; the pool knows it, or the share cannot be checked. */
    @Test
    void aMissingJobIsThePoolsOrItsSharesAreLeftOut() throws Exception {
        List<String> withoutJobs =
                export.stream().filter(line -> !line.contains("\"job\"")).toList();
        assertEquals(new Report(0, KEPT_BEFORE, 0, 0, LOST_SHARES + 1), run(withoutJobs));
    }

    @Test
    void aFileThatIsNoExportOfThisPoolIsRefusedWhole() throws Exception {
        assertRefused("line 1: this is no JSON", List.of("no json"));
        assertRefused("line 1: has no text 'position'", List.of("{}"));
        String job = export.get(0);
        String share = export.get(1);
        assertRefused(
                "line 2: its header is less work than it says",
                List.of(job, share.replaceFirst("\"difficultyUnits\":\\d+", "\"difficultyUnits\":900000000000000")));
        assertRefused(
                "line 2: its extranonce2 is longer",
                List.of(
                        job.replaceFirst("\"extranonce2Bytes\":8", "\"extranonce2Bytes\":4"),
                        share.replaceFirst("\"extranonce2\":\"[0-9a-f]{16}", "\"extranonce2\":\"0000000100000000")));
        assertRefused(
                "line 2: two different jobs have the number",
                List.of(job, job.replaceFirst("\"coinbaseValueSats\":", "$01")));
        assertRefused("is another one in this pool", List.of(job.replaceFirst("\"coinbaseValueSats\":", "$01"), share));
        assertEquals(KEPT_BEFORE + KEPT_BEHIND, lastSequence());
    }

    private void assertRefused(String reason, List<String> lines) {
        IOException refused = assertThrows(IOException.class, () -> run(lines));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}
