package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.journal.BarrierRecord;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalEntry;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.Records;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareShipperTest {
    private static final RedisKeys KEYS = new RedisKeys(Network.SANDBOX);
    private static final int INSTANCE = 3;

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private final List<ShareRecord> appended = new ArrayList<>();
    private final CountingWaiter waiter = new CountingWaiter();

    private ShareJournal openJournal(int start) throws IOException {
        return ShareJournal.open(JournalSettings.of(
                directory.resolve("journal"), Network.SANDBOX, new InstanceIdentity(INSTANCE, start)));
    }

    private static ShareShipper started(ShareJournal journal, RedisLink redis) {
        return started(journal, redis, ShareShipper.STREAM_ENTRIES_MAX);
    }

    private static ShareShipper started(ShareJournal journal, RedisLink redis, int entriesMax) {
        ShareShipper shipper = new ShareShipper(journal, redis, entriesMax, Duration.ofMillis(100));
        shipper.start();
        return shipper;
    }

    private void appendShares(ShareJournal journal, int count) {
        appendDurably(journal, Records.job(1, random));
        for (int i = 0; i < count; i++) {
            ShareRecord share = Records.share(1, random);
            appended.add(share);
            appendDurably(journal, share);
        }
    }

    private void appendDurably(ShareJournal journal, JournalRecord record) {
        int before = waiter.durable();
        assertTrue(journal.append(waiter, record));
        waiter.awaitDurable(before + 1);
    }

    private static List<JournalEntry> inRedis(RedisLink redis) {
        List<JournalEntry> entries = new ArrayList<>();
        for (StreamMessage<byte[], byte[]> message :
                redis.commands().xrange(KEYS.shares(INSTANCE), Range.unbounded())) {
            byte[] bytes = message.getBody().values().iterator().next();
            JournalPosition end = JournalPosition.parse(message.getId());
            entries.addAll(new JournalBatch(end.withOffset(end.offset() - bytes.length), bytes).entries());
        }
        return entries;
    }

    private static List<ShareRecord> sharesInRedis(RedisLink redis) {
        return inRedis(redis).stream()
                .map(JournalEntry::record)
                .filter(ShareRecord.class::isInstance)
                .map(ShareRecord.class::cast)
                .toList();
    }

    private void awaitAllIn(RedisLink redis) {
        CountingWaiter.await(() -> sharesInRedis(redis).size() >= appended.size());
        assertEquals(appended, sharesInRedis(redis));
    }

    private static byte[] ascii(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void everyDurableShareArrivesOnceAndInOrderOverRestarts() throws IOException {
        try (RedisLink redis = TestRedis.emptied()) {
            for (int start = 1; start <= 3; start++) {
                try (ShareJournal journal = openJournal(start)) {
                    ShareShipper shipper = started(journal, redis);
                    appendShares(journal, 20);
                    shipper.close();
                }
            }
            awaitAllIn(redis);
        }
    }

    @Test
    void anEmptiedRedisIsFilledFromTheCursorOn() throws IOException {
        builtAgainAfter((redis, entries) -> redis.commands().flushall());
    }

    @Test
    void anOlderRedisThanTheIntakeIsFilledFromTheCursorOn() throws IOException {
        try (RedisLink redis = TestRedis.emptied()) {
            JournalPosition committed;
            try (ShareJournal journal = openJournal(1);
                    ShareShipper shipper = started(journal, redis)) {
                appendShares(journal, 10);
                awaitAllIn(redis);
                committed = inRedis(redis).get(8).end();
                assertTrue(shipper.isConnected());
            }
            redis.commands().flushall();
            redis.commands()
                    .xadd(
                            KEYS.shares(INSTANCE),
                            new XAddArgs().id((committed.journal() - 1) + "-100"),
                            Map.of(ascii("b"), new byte[0]));
            redis.commands().set(KEYS.cursor(INSTANCE), ascii(committed));
            try (ShareJournal journal = openJournal(2);
                    ShareShipper shipper = started(journal, redis)) {
                CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(INSTANCE)) > 1);
                assertEquals(appended.subList(8, 10), sharesInRedis(redis));
                assertTrue(shipper.isConnected());
            }
        }
    }

    /** As an earlier version leaves it, which knew no such key. */
    @Test
    void aStreamOfWhichNoOneSaysWhereItEndsIsBuiltAgain() throws IOException {
        builtAgainAfter((redis, entries) -> redis.commands().del(KEYS.shipped(INSTANCE)));
    }

    @Test
    void aStreamThatGoesOnBehindItsSaidEndIsBuiltAgain() throws IOException {
        builtAgainAfter((redis, entries) -> redis.commands()
                .set(KEYS.shipped(INSTANCE), ascii(entries.get(7).end())));
    }

    private void builtAgainAfter(BiConsumer<RedisLink, List<JournalEntry>> meddling) throws IOException {
        try (RedisLink redis = TestRedis.emptied();
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis)) {
            appendShares(journal, 10);
            awaitAllIn(redis);
            List<JournalEntry> entries = inRedis(redis);
            meddling.accept(redis, entries);
            redis.commands().set(KEYS.cursor(INSTANCE), ascii(entries.get(4).end())); // the job and four shares
            CountingWaiter.await(() -> sharesInRedis(redis).equals(appended.subList(4, 10)));
            appendShares(journal, 2);
            CountingWaiter.await(() -> sharesInRedis(redis).equals(appended.subList(4, 12)));
            assertTrue(shipper.isConnected());
        }
    }

    @Test
    void waitsWhileTheStreamIsFull() throws IOException {
        try (RedisLink redis = TestRedis.emptied();
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis, 8)) {
            while (redis.commands().xlen(KEYS.shares(INSTANCE)) < 8) {
                appendShares(journal, 1);
                awaitAllIn(redis);
            }
            int fitting = appended.size();
            appendShares(journal, 5);
            assertEquals(8, redis.commands().xlen(KEYS.shares(INSTANCE)));
            redis.commands().xtrim(KEYS.shares(INSTANCE), 0);
            CountingWaiter.await(() -> sharesInRedis(redis).size() == 5);
            assertEquals(appended.subList(fitting, fitting + 5), sharesInRedis(redis));
            assertTrue(shipper.isConnected());
        }
    }

    @Test
    void saysWhetherEverythingIsShippedAndForHowLongItWaits() throws IOException {
        Path own = directory.resolve("redis");
        EmbeddedRedis server = TestRedis.own(own);
        try (RedisLink redis = RedisLink.to(server.uri());
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis)) {
            CountingWaiter.await(shipper::isEverythingShipped); // a new file's header is nothing to ship
            assertEquals(Duration.ZERO, shipper.shippingLag());
            appendShares(journal, 3);
            CountingWaiter.await(shipper::isEverythingShipped);
            server.close();
            appendShares(journal, 3);
            assertFalse(shipper.isEverythingShipped());
            CountingWaiter.await(() -> !shipper.shippingLag().isZero());
            server = TestRedis.own(own);
            CountingWaiter.await(shipper::isEverythingShipped);
            CountingWaiter.await(() -> shipper.shippingLag().isZero());
        } finally {
            server.close();
        }
    }

    @Test
    void sharesWaitWhileRedisIsAway() throws IOException {
        Path own = directory.resolve("redis");
        EmbeddedRedis server = TestRedis.own(own);
        try (RedisLink redis = RedisLink.to(server.uri());
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis)) {
            appendShares(journal, 10);
            awaitAllIn(redis);
            server.close();
            appendShares(journal, 10);
            CountingWaiter.await(() -> !shipper.isConnected());
            server = TestRedis.own(own);
            CountingWaiter.await(shipper::isConnected);
            awaitAllIn(redis);
        } finally {
            server.close();
        }
    }

    @Test
    void tellsForHowLongSharesHaveNotBeenShippedOrCounted() throws IOException {
        try (RedisLink redis = TestRedis.emptied();
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis)) {
            appendShares(journal, 3);
            awaitAllIn(redis);
            CountingWaiter.await(() -> shipper.shippingLag().isZero());
            assertTrue(shipper.countingLag().compareTo(Duration.ZERO) > 0, "no accountant has said so");
            redis.commands().set(KEYS.cursor(INSTANCE), ascii(journal.durablePosition()));
            CountingWaiter.await(() -> shipper.countingLag().isZero());
        }
    }

    @Test
    void stopsInFrontOfDamageAndTellsOfIt() throws IOException {
        try (RedisLink redis = TestRedis.emptied();
                ShareJournal journal = openJournal(1)) {
            appendShares(journal, 3);
            Path file;
            try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
                file = files.findFirst().orElseThrow();
            }
            try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.WRITE)) {
                bytes.write(ByteBuffer.allocate(4), journal.durablePosition().offset() / 2);
            }
            try (ShareShipper shipper = started(journal, redis)) {
                CountingWaiter.await(() -> shipper.damage().isPresent());
                assertTrue(shipper.damage().get().contains(file.toString()), shipper.damage()::get);
                assertTrue(shipper.shippingLag().compareTo(Duration.ZERO) > 0);
            }
        }
    }

    @Test
    void aPendingBlockGetsOneBarrier() throws IOException {
        Hash256 block = Records.hash(random);
        try (RedisLink redis = TestRedis.emptied();
                ShareJournal journal = openJournal(1);
                ShareShipper shipper = started(journal, redis)) {
            appendShares(journal, 3);
            redis.commands().sadd(KEYS.barriers(), ascii(block));
            CountingWaiter.await(() ->
                    inRedis(redis).stream().anyMatch(entry -> entry.record().equals(new BarrierRecord(block))));
            appendShares(journal, 3);
            awaitAllIn(redis);
            redis.commands().srem(KEYS.barriers(), ascii(block));
            assertEquals(
                    1,
                    inRedis(redis).stream()
                            .filter(entry -> entry.record() instanceof BarrierRecord)
                            .count());
            assertTrue(shipper.isConnected());
        }
    }
}
