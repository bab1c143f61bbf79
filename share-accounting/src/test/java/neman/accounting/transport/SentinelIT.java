package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.KillArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

/** A master, a replica and three sentinels, all of them real. */
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
    private final List<RedisProcess> sentinels = new ArrayList<>();
    private RedisProcess master;
    private RedisProcess replica;

    @BeforeEach
    void startServers() throws IOException {
        List<String> data = List.of("port PORT", "appendonly yes", "enable-debug-command local", "repl-timeout 60");
        master = RedisProcess.start(directory.resolve("master"), false, data);
        List<String> replicaSettings = new ArrayList<>(data);
        replicaSettings.add("replicaof 127.0.0.1 " + master.port());
        replica = RedisProcess.start(directory.resolve("replica"), false, replicaSettings);
        await(() -> info(replica).contains("master_link_status:up"));
        for (int i = 0; i < 3; i++) {
            sentinels.add(RedisProcess.start(
                    directory.resolve("sentinel" + i),
                    true,
                    List.of(
                            "port PORT",
                            "sentinel monitor pool 127.0.0.1 " + master.port() + " 2",
                            "sentinel down-after-milliseconds pool 1500",
                            "sentinel failover-timeout pool 5000")));
        }
        for (RedisProcess sentinel : sentinels) {
            await(() -> sentinelInfo(sentinel).contains("slaves=1,sentinels=3"));
        }
    }

    @AfterEach
    void stopServers() throws IOException {
        for (RedisProcess sentinel : sentinels) {
            sentinel.close();
        }
        replica.close();
        master.close();
    }

    @Test
    void aFailOverThatLosesAcknowledgedWritesLosesNoShare() throws IOException {
        try (RedisLink pool = RedisLink.to(sentinelUrl());
                ShareJournal journal = openJournal();
                ShareShipper shipper = new ShareShipper(journal, pool)) {
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
                ShareShipper shipper = new ShareShipper(journal, pool)) {
            shipper.start();
            append(journal, 20);
            await(() -> sharesAt(replica).equals(appended));
            master.signal("STOP");
            append(journal, 20);
            await(() -> info(replica).contains("role:master"));
            await(() -> sharesAt(replica).equals(appended));
            master.signal("CONT");
            await(() -> info(master).contains("role:slave"));
            append(journal, 20);
            await(() -> sharesAt(replica).equals(appended));
            assertTrue(shipper.isConnected());
        }
    }

    private String sentinelUrl() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "/0#pool"));
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
        try (RedisLink link = linkTo(master)) {
            link.commands().configSet("repl-diskless-sync-delay", "3600");
            link.commands()
                    .dispatch(
                            CommandType.DEBUG,
                            new StatusOutput<>(ByteArrayCodec.INSTANCE),
                            new CommandArgs<>(ByteArrayCodec.INSTANCE).add("CHANGE-REPL-ID"));
            link.commands().clientKill(KillArgs.Builder.typeSlave());
        }
        await(() -> info(replica).contains("master_link_status:down"));
    }

    private static List<ShareRecord> sharesAt(RedisProcess server) {
        return ask(
                () -> {
                    try (RedisLink link = linkTo(server)) {
                        return link.commands().xrange(STREAM, Range.unbounded()).stream()
                                .flatMap(message -> entries(message).stream())
                                .map(JournalEntry::record)
                                .filter(ShareRecord.class::isInstance)
                                .map(ShareRecord.class::cast)
                                .toList();
                    }
                },
                List.of());
    }

    private static List<JournalEntry> entries(StreamMessage<byte[], byte[]> message) {
        byte[] bytes = message.getBody().values().iterator().next();
        JournalPosition end = JournalPosition.parse(message.getId());
        return new JournalBatch(end.withOffset(end.offset() - bytes.length), bytes).entries();
    }

    private static String info(RedisProcess server) {
        return ask(
                () -> {
                    try (RedisLink link = linkTo(server)) {
                        return link.commands().info("replication");
                    }
                },
                "");
    }

    private static String sentinelInfo(RedisProcess sentinel) {
        return ask(
                () -> {
                    try (RedisLink link = linkTo(sentinel)) {
                        return link.commands().info("sentinel");
                    }
                },
                "");
    }

    private static <T> T ask(Supplier<T> question, T whereAway) {
        try {
            return question.get();
        } catch (RedisException e) {
            return whereAway;
        }
    }

    private static RedisLink linkTo(RedisProcess server) {
        return RedisLink.to("redis://127.0.0.1:" + server.port());
    }

    private static void await(BooleanSupplier condition) {
        CountingWaiter.await(PATIENCE, condition);
    }
}
