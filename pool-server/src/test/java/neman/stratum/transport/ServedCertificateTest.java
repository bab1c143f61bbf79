package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServedCertificateTest {
    @TempDir
    private static Path made;

    private static TestCertificate old;
    private static TestCertificate renewed;

    @TempDir
    private Path directory;

    private final Logger logger = (Logger) LoggerFactory.getLogger(ServedCertificate.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ServedCertificate served;
    private SslContext first;

    @BeforeAll
    static void makeCertificates() throws IOException {
        old = TestCertificate.make(made, "old", "EC");
        renewed = TestCertificate.make(made, "renewed", "EC");
    }

    @BeforeEach
    void serve() throws IOException {
        log.start();
        logger.addAppender(log);
        served = new ServedCertificate(old.write(directory));
        first = served.context();
    }

    @AfterEach
    void detach() {
        logger.detachAppender(log);
    }

    private List<ILoggingEvent> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .toList();
    }

    private void replace(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    @Test
    void loadsAChangeThatTwoLooksHaveMet() throws IOException {
        served.look();
        assertSame(first, served.context());
        renewed.write(directory);
        served.look();
        assertSame(first, served.context(), "it may still be being written");
        served.look();
        SslContext second = served.context();
        assertNotSame(first, second);
        served.look();
        assertSame(second, served.context());
        assertEquals(List.of(), errors());
    }

    @Test
    void doesNotComplainOfAPairThatIsHalfReplaced() throws IOException {
        replace("pool.crt", renewed.chain());
        served.look();
        replace("pool.key", renewed.privateKey());
        served.look();
        served.look();
        assertNotSame(first, served.context());
        assertEquals(List.of(), errors());
    }

    @Test
    void keepsTheOneBeforeWhereTheNewOneIsBrokenAndSaysSoOnce() throws IOException {
        replace("pool.key", renewed.privateKey());
        for (int i = 0; i < 5; i++) {
            served.look();
        }
        assertSame(first, served.context());
        assertEquals(1, errors().size());
        String said = errors().get(0).getFormattedMessage();
        assertTrue(said.contains(directory.resolve("pool.key") + " is not the key of the first certificate in"), said);
        assertTrue(said.contains("name the two that were made together"), said);

        replace("pool.crt", renewed.chain());
        served.look();
        served.look();
        assertNotSame(first, served.context(), "repaired");
        assertEquals(1, errors().size());
    }

    @Test
    void keepsTheOneBeforeWhereTheFilesHaveGone() throws IOException {
        Files.delete(directory.resolve("pool.crt"));
        served.look();
        served.look();
        served.look();
        assertSame(first, served.context());
        assertEquals(1, errors().size());
        assertTrue(errors().get(0).getFormattedMessage().contains("pool.crt does not exist"));
        replace("pool.crt", old.chain());
        served.look();
        served.look();
        assertEquals(1, errors().size());
    }

    @Test
    void seesAChangeBehindASymbolicLink() throws IOException {
        Path live = Files.createDirectory(directory.resolve("live"));
        TlsFiles before = old.write(Files.createDirectory(directory.resolve("1")));
        TlsFiles after = renewed.write(Files.createDirectory(directory.resolve("2")));
        Path certificate = Files.createSymbolicLink(live.resolve("c"), before.certificate());
        Path key = Files.createSymbolicLink(live.resolve("k"), before.privateKey());
        ServedCertificate linked = new ServedCertificate(new TlsFiles(certificate, key));
        SslContext shown = linked.context();
        Files.delete(certificate);
        Files.createSymbolicLink(certificate, after.certificate());
        Files.delete(key);
        Files.createSymbolicLink(key, after.privateKey());
        linked.look();
        linked.look();
        assertNotSame(shown, linked.context());
    }
}
