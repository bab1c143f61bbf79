package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A publisher that speaks as Bitcoin Core's does: topic, hash in display order, four bytes that count. */
class BlockHashFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GENESIS = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    private final ZContext context = new ZContext();
    private final List<Hash256> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        context.close();
    }

    private ZMQ.Socket publisher(String address) {
        ZMQ.Socket publisher = context.createSocket(SocketType.PUB);
        publisher.setLinger(0);
        publisher.bind(address);
        return publisher;
    }

    private static void publish(ZMQ.Socket publisher, String topic, byte[] body) {
        publisher.sendMore(topic.getBytes(StandardCharsets.US_ASCII));
        publisher.sendMore(body);
        publisher.send(new byte[4]);
    }

    /** Until it is heard: a subscription takes effect some time after the connection. */
    private void publishUntilHeard(ZMQ.Socket publisher, String hash) throws IOException {
        Await.present("the hash", PATIENCE, () -> {
            publish(publisher, "hashblock", HexFormat.of().parseHex(hash));
            return heard.contains(Hash256.parse(hash)) ? Optional.of(hash) : Optional.empty();
        });
    }

    @Test
    void tellsEachHashThatTheNodePublishesAndNothingElse() throws IOException {
        ZMQ.Socket publisher = publisher("tcp://127.0.0.1:*");
        try (BlockHashFeed feed = new BlockHashFeed(URI.create(publisher.getLastEndpoint()), heard::add)) {
            feed.start();
            publishUntilHeard(publisher, GENESIS);
            Await.present("connection", PATIENCE, () -> Optional.of(feed).filter(BlockHashFeed::isConnected));
            publish(publisher, "hashtx", new byte[32]);
            publish(publisher, "hashblock", new byte[31]);
            publish(publisher, "hashblock2", new byte[32]);
            publishUntilHeard(publisher, "11".repeat(32));
        }
        assertEquals(
                List.of(Hash256.parse(GENESIS), Hash256.parse("11".repeat(32))),
                heard.stream().distinct().toList());
    }

    @Test
    void comesBackToANodeThatWasStartedAgain() throws IOException {
        ZMQ.Socket publisher = publisher("tcp://127.0.0.1:*");
        String address = publisher.getLastEndpoint();
        try (BlockHashFeed feed = new BlockHashFeed(URI.create(address), heard::add)) {
            feed.start();
            publishUntilHeard(publisher, GENESIS);
            publisher.close();
            Await.present("the end of the connection", PATIENCE, () -> Optional.of(feed)
                    .filter(alone -> !alone.isConnected()));
            publishUntilHeard(
                    Await.present("the address", PATIENCE, () -> Optional.of(publisher(address))), "22".repeat(32));
        }
    }

    @Test
    void goesOnAfterAFailure() throws IOException {
        ZMQ.Socket publisher = publisher("tcp://127.0.0.1:*");
        AtomicBoolean failed = new AtomicBoolean();
        Consumer<Hash256> failsOnce = hash -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("the first");
            }
            heard.add(hash);
        };
        try (BlockHashFeed feed = new BlockHashFeed(URI.create(publisher.getLastEndpoint()), failsOnce)) {
            feed.start();
            publishUntilHeard(publisher, GENESIS);
            assertTrue(failed.get());
        }
    }

    @Test
    void waitsForANodeThatIsNotThere() throws IOException {
        BlockHashFeed feed = new BlockHashFeed(URI.create("tcp://127.0.0.1:" + NodeProcess.freePort()), heard::add);
        feed.start();
        assertFalse(feed.isConnected());
        feed.close();
    }
}
