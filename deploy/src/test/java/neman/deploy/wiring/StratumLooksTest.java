package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.ShareShipper;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.deploy.TestCertificate;
import neman.deploy.config.StratumPort;
import neman.stratum.transport.PortTransport;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StratumLooksTest {
    @TempDir
    private Path directory;

    private RedisLink redis;
    private ShareJournal journal;
    private Instant now = Instant.now();

    @BeforeEach
    void open() throws Exception {
        TestCertificate.write(directory, "pool", 100);
        redis = RedisLink.to("redis://127.0.0.1:1");
        journal = ShareJournal.open(
                JournalSettings.of(directory.resolve("journal"), Network.SANDBOX, new InstanceIdentity(1, 1)));
    }

    @AfterEach
    void close() {
        journal.close();
        redis.close();
    }

    private Optional<String> problem(AlarmCode code) throws Exception {
        TlsFiles files = new TlsFiles(directory.resolve("pool.crt"), directory.resolve("pool.key"));
        List<Look> looks = StratumLooks.of(journal, new ShareShipper(journal, redis), List.of(port(files)), () -> now);
        Look look =
                looks.stream().filter(each -> each.code() == code).findFirst().orElseThrow();
        return look.problem().call();
    }

    private static StratumPort port(TlsFiles files) {
        return new StratumPort(
                new InetSocketAddress("127.0.0.1", 0),
                Difficulty.ONE,
                Difficulty.ONE,
                Difficulty.ONE,
                false,
                Duration.ofSeconds(10),
                new PortTransport(Optional.of(new TlsSettings(files, false)), List.of()));
    }

    @Test
    void allIsWellAtFirst() throws Exception {
        for (Look look : StratumLooks.of(journal, new ShareShipper(journal, redis), List.of(), () -> now)) {
            assertEquals(Optional.empty(), look.problem().call(), look.code().name());
        }
        assertEquals(Optional.empty(), problem(AlarmCode.CERTIFICATE_UNUSABLE));
        assertEquals(Optional.empty(), problem(AlarmCode.CERTIFICATE_EXPIRES));
    }

    @Test
    void aJournalThatTakesNothingIsAProblem() throws Exception {
        journal.close();
        assertTrue(problem(AlarmCode.JOURNAL_NOT_WRITTEN).isPresent());
    }

    @Test
    void aCertificateIsAProblemBeforeItEnds() throws Exception {
        now = now.plus(Duration.ofDays(90));
        String soon = problem(AlarmCode.CERTIFICATE_EXPIRES).orElseThrow();
        assertTrue(soon.startsWith("it ends on "), soon);
        now = now.plus(Duration.ofDays(20));
        String late = problem(AlarmCode.CERTIFICATE_EXPIRES).orElseThrow();
        assertTrue(late.startsWith("it ended on "), late);
    }

    @Test
    void filesThatCannotBeServedAreAProblemOfTheirOwn() throws Exception {
        Files.writeString(directory.resolve("pool.crt"), "no certificate");
        String unusable = problem(AlarmCode.CERTIFICATE_UNUSABLE).orElseThrow();
        assertTrue(unusable.contains(directory.resolve("pool.crt").toString()), unusable);
        assertEquals(Optional.empty(), problem(AlarmCode.CERTIFICATE_EXPIRES));
    }
}
