package neman.accounting.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import neman.accounting.embedded.EmbeddedRedis;

/** One real Redis for all tests of this JVM, emptied for each that asks. */
public final class TestRedis {
    private static EmbeddedRedis server;

    private TestRedis() {}

    /** A new link to the server, which is empty now. */
    public static synchronized RedisLink emptied() {
        RedisLink link = another();
        link.commands().flushall();
        return link;
    }

    public static synchronized RedisLink another() {
        try {
            if (server == null) {
                server = EmbeddedRedis.start(Files.createTempDirectory("test-redis"));
                Runtime.getRuntime().addShutdownHook(new Thread(TestRedis::stop));
            }
            return RedisLink.to(server.uri());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Redis of the caller's own, to stop and start. */
    static EmbeddedRedis own(Path directory) throws IOException {
        return EmbeddedRedis.start(directory);
    }
}
