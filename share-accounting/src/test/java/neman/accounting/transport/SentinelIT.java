package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.KillArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import neman.accounting.embedded.RedisProcess;
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
import neman.bitcoin.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master, a replica and a sentinel, all of them real. One sentinel, because several first have to agree, which takes time. */
class SentinelIT {
    private static final int INSTANCE = 3;
    private static final byte[] STREAM = new RedisKeys(Network.SANDBOX).shares(INSTANCE);
    /** A fail-over takes a few seconds, and a hung server is waited for as long as a command. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private final List<ShareRecord> appended = new ArrayList<>();
    private final CountingWaiter waiter = new CountingWaiter();
    private final RedisClient client = RedisClient.create();
    private RedisProcess sentinel;
    private RedisProcess master;
    private RedisProcess replica;

    @BeforeEach
    void startServers() throws IOException {
        List<String> data =
                List.of("port PORT", "appendonly yes", "enable-debug-command local", "repl-diskless-sync-delay 0");
        master = RedisProcess.start(directory.resolve("master"), false, data);
        List<String> replicaSettings = new ArrayList<>(data);
        replicaSettings.add("replicaof 127.0.0.1 " + master.port());
        replica = RedisProcess.start(directory.resolve("replica"), false, replicaSettings);
        await(() -> info(replica).contains("master_link_status:up"));
        sentinel = RedisProcess.start(
                directory.resolve("sentinel"),
                true,
                List.of(
                        "port PORT",
                        "sentinel monitor pool 127.0.0.1 " + master.port() + " 1",
                        "sentinel down-after-milliseconds pool 1000",
                        "sentinel failover-timeout pool 5000"));
        await(() -> sentinelInfo().contains("slaves=1,sentinels=1"));
    }

    @AfterEach
    void stopServers() throws IOException {
        sentinel.close();
        replica.close();
        master.close();
        client.shutdown(Duration.ZERO, PATIENCE);
    }

    @Test
    void aFailOverThatLosesAcknowledgedWritesLosesNoShare() throws IOException {
        try (RedisLink pool = RedisLink.to(sentinelUrl());
                ShareJournal journal = openJournal();
                ShareShipper shipper = new ShareShipper(journal, pool, 1_024, Duration.ofMillis(100))) {
            shipper.start();
            append(journal, 20);
            await(() -> sharesAt(master).equals(appended));
            await(() -> sharesAt(replica).equals(appended));
            List<ShareRecord> replicated = List.copyOf(appended);
            cutReplication();
            append(journal, 20);
            await(() -> sharesAt(master).equals(appended));
            assertEquals(replicated, sharesAt(replica));
            master.close();
            await(() -> info(replica).contains("role:master"));
            append(journal, 20);
            await(() -> sharesAt(replica).equals(appended));
            await(shipper::isConnected);
        }
    }

    @Test
    void aMasterThatHangsIsLeft() throws IOException {
        try (RedisLink pool = RedisLink.to(sentinelUrl());
                ShareJournal journal = openJournal();
                ShareShipper shipper = new ShareShipper(journal, pool, 1_024, Duration.ofMillis(100))) {
            shipper.start();
            append(journal, 20);
            await(() -> sharesAt(replica).equals(appended));
            master.signal("STOP");
            append(journal, 20);
            await(() -> info(replica).contains("role:master"));
            await(() -> sharesAt(replica).equals(appended));
            append(journal, 20);
            await(() -> sharesAt(replica).equals(appended));
            await(shipper::isConnected);
        }
    }

    /** Names one that is not there first. */
    private String sentinelUrl() {
        return "redis-sentinel://127.0.0.1:1,127.0.0.1:" + sentinel.port() + "/0#pool";
    }

    private ShareJournal openJournal() throws IOException {
        return ShareJournal.open(
                JournalSettings.of(directory.resolve("journal"), Network.SANDBOX, new InstanceIdentity(INSTANCE, 1)));
    }

    private void append(ShareJournal journal, int shares) {
        appendDurably(journal, Records.job(1, random));
        for (int i = 0; i < shares; i++) {
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

    /** The replica has to copy everything anew, which its master puts off: what comes now stays with the master. */
    private void cutReplication() {
        try (StatefulRedisConnection<byte[], byte[]> connection = connect(master)) {
            RedisCommands<byte[], byte[]> redis = connection.sync();
            redis.configSet("repl-diskless-sync-delay", "3600");
            redis.dispatch(
                    CommandType.DEBUG,
                    new StatusOutput<>(ByteArrayCodec.INSTANCE),
                    new CommandArgs<>(ByteArrayCodec.INSTANCE).add("CHANGE-REPL-ID"));
            redis.clientKill(KillArgs.Builder.typeSlave());
        }
        await(() -> info(replica).contains("master_link_status:down"));
    }

    private List<ShareRecord> sharesAt(RedisProcess server) {
        return ask(server, List.of(), redis -> redis.xrange(STREAM, Range.unbounded()).stream()
                .flatMap(message -> entries(message).stream())
                .map(JournalEntry::record)
                .filter(ShareRecord.class::isInstance)
                .map(ShareRecord.class::cast)
                .toList());
    }

    private static List<JournalEntry> entries(StreamMessage<byte[], byte[]> message) {
        byte[] bytes = message.getBody().values().iterator().next();
        JournalPosition end = JournalPosition.parse(message.getId());
        return new JournalBatch(end.withOffset(end.offset() - bytes.length), bytes).entries();
    }

    private String info(RedisProcess server) {
        return ask(server, "", redis -> redis.info("replication"));
    }

    private String sentinelInfo() {
        return ask(sentinel, "", redis -> redis.info("sentinel"));
    }

    private <T> T ask(RedisProcess server, T whereAway, Function<RedisCommands<byte[], byte[]>, T> question) {
        try (StatefulRedisConnection<byte[], byte[]> connection = connect(server)) {
            return question.apply(connection.sync());
        } catch (RedisException e) {
            return whereAway;
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connect(RedisProcess server) {
        RedisURI uri = RedisURI.create("127.0.0.1", server.port());
        uri.setTimeout(Duration.ofSeconds(2));
        return client.connect(ByteArrayCodec.INSTANCE, uri);
    }

    private static void await(BooleanSupplier condition) {
        CountingWaiter.await(PATIENCE, condition);
    }
}
