package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.Range;
import io.lettuce.core.RestoreArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import neman.accounting.database.TestDatabase;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.round.Round;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.TestRedis;
import neman.accounting.transport.TestShippers;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.Test;

class ShareIntakeTest extends IntakeFixture {
    @Test
    void sharesOfTwoInstancesGetOneGaplessSequence() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        for (int i = 0; i < 5; i++) {
            first.mine(7);
            second.mine(5);
            second.newJob();
        }
        awaitAndAudit(0);
        CountingWaiter.await(() -> redis.commands().hlen(KEYS.window()) > 0);
        CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(first.number())) == 0);
    }

    @Test
    void aBlockEndsItsWindowBehindEveryShareAcknowledgedBefore() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        first.mine(6);
        second.mine(6);
        Hash256 block = first.findBlock();
        first.mine(3);
        awaitAndAudit(1);
        Round round = round(block).orElseThrow();
        assertEquals(12, round.window().lastSequence());
        assertEquals(13, round.block().sequence());
        assertEquals(List.of(), round.block().absentInstances());
        assertTrue(round.block().credited());
        CountingWaiter.await(() -> redis.commands().scard(KEYS.barriers()) == 0);
    }

    @Test
    void blocksOfTwoInstancesAtOnceGetOneNumberEach() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        for (int i = 0; i < 4; i++) {
            first.mine(3);
            second.mine(4);
            second.findBlock();
            first.findBlock();
            first.findBlock();
        }
        awaitAndAudit(12);
    }

    @Test
    void aBlockThatIsReportedTwiceHasOneRound() throws Exception {
        startIntake();
        TestInstance only = instance("a");
        only.mine(2);
        Hash256 block = only.findBlock();
        only.reportAgain(block, only.shares().get(2));
        only.mine(2);
        awaitAndAudit(1);
        only.reportAgain(block, only.shares().get(2));
        only.mine(2);
        awaitAndAudit(1);
    }

    @Test
    void anAbsentInstanceIsNamedAndItsSharesComeLater() throws Exception {
        barrierTimeout = Duration.ofMillis(300);
        TestInstance first = instance("a");
        TestInstance absent = instance("b");
        absent.close(); // without being marked as stopped: it may come back any time
        startIntake();
        first.mine(4);
        Hash256 block = first.findBlock();
        awaitAndAudit(1);
        assertEquals(
                List.of(absent.number()), round(block).orElseThrow().block().absentInstances());
        instance("b").mine(3);
        awaitAndAudit(1);
    }

    @Test
    void aStoppedInstanceIsNotWaitedFor() throws Exception {
        TestInstance first = instance("a");
        TestInstance stopped = instance("b");
        stopped.mine(3);
        stopped.close();
        registry.markStopped(stopped.identity());
        startIntake();
        first.mine(4);
        Hash256 block = first.findBlock();
        awaitAndAudit(1);
        assertEquals(List.of(), round(block).orElseThrow().block().absentInstances());
    }

    @Test
    void anEmptiedRedisCostsNothing() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        for (int i = 0; i < 6; i++) {
            first.mine(5);
            second.mine(5);
            if (i % 2 == 0) {
                second.findBlock();
            }
            redis.commands().flushall();
        }
        awaitAndAudit(3);
    }

    @Test
    void aRedisThatGoesAwayAndComesBackCostsNothing() throws Exception {
        Path own = directory.resolve("redis");
        EmbeddedRedis server = EmbeddedRedis.start(own);
        try (RedisLink link = RedisLink.to(server.uri());
                RedisLink shipping = RedisLink.to(server.uri())) {
            startIntake(link);
            TestInstance only = new TestInstance(directory.resolve("a"), registry, shipping);
            opened.add(only);
            instances.add(only);
            only.mine(5);
            awaitAndAudit(0);
            server.close();
            only.mine(5);
            only.findBlock();
            CountingWaiter.await(() -> !intake.isHealthy());
            server = EmbeddedRedis.start(own);
            only.mine(5);
            awaitAndAudit(1);
            assertTrue(intake.isHealthy());
            intake.close();
            only.close();
        } finally {
            server.close();
        }
    }

    @Test
    void aHoleInAStreamIsShippedAgain() throws Exception {
        TestInstance only = instance("a");
        only.mine(1);
        startIntake();
        awaitAndAudit(0);
        intake.close();
        leadership.close();
        for (int i = 0; i < 3; i++) {
            long before = redis.commands().xlen(KEYS.shares(only.number()));
            only.mine(1);
            CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(only.number())) > before);
        }
        String second = redis.commands()
                .xrange(KEYS.shares(only.number()), Range.unbounded())
                .get(1)
                .getId();
        redis.commands().xdel(KEYS.shares(only.number()), second);
        startIntake();
        awaitAndAudit(0);
    }

    /** As an emptied Redis leaves it where the accountant came back later than the shippers waited for its cursor. */
    @Test
    void aStreamThatIsFullOfWhatWasCommittedLongAgoHoldsNothingUp() throws Exception {
        startIntake();
        RedisLink shipping = TestRedis.another();
        opened.add(shipping);
        for (int start = 0; start < 4; start++) {
            smallStreamInstance(shipping).mine(1);
            awaitAndAudit(0);
        }
        intake.close();
        leadership.close();
        instances.get(3).close();
        redis.commands().flushall();
        TestInstance last = smallStreamInstance(shipping);
        CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(last.number())) == 2);
        startIntake();
        last.mine(1);
        awaitAndAudit(0);
    }

    /** As an accountant leaves it that is killed between its commit and what it tells Redis of it. */
    @Test
    void aStreamThatIsFullOfWhatWasJustCommittedHoldsNothingUp() throws Exception {
        RedisLink shipping = TestRedis.another();
        opened.add(shipping);
        TestInstance only = smallStreamInstance(shipping);
        startIntake();
        for (int i = 0; i < 2; i++) {
            only.mine(1);
            awaitAndAudit(0);
        }
        intake.close();
        leadership.close();
        only.mine(1);
        CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(only.number())) == 1);
        only.mine(1);
        CountingWaiter.await(() -> redis.commands().xlen(KEYS.shares(only.number())) == 2);
        byte[] stream = redis.commands().dump(KEYS.shares(only.number()));
        startIntake();
        awaitAndAudit(0);
        intake.close();
        leadership.close();
        redis.commands()
                .restore(
                        KEYS.shares(only.number()),
                        stream,
                        RestoreArgs.Builder.ttl(0).replace());
        only.mine(1);
        startIntake();
        awaitAndAudit(0);
    }

    /** Starts the only instance again, with a stream of two entries. */
    private TestInstance smallStreamInstance(RedisLink shipping) throws Exception {
        if (!instances.isEmpty()) {
            instances.get(instances.size() - 1).close();
        }
        TestInstance instance = new TestInstance(
                directory.resolve("a"),
                registry,
                journal -> TestShippers.bounded(journal, shipping, 2, Duration.ofMillis(100)));
        opened.add(instance);
        instances.add(instance);
        return instance;
    }

    @Test
    void anIntakeThatVanishedIsReplacedAndCanWriteNothing() throws Exception {
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        for (int i = 0; i < 4; i++) {
            ShareIntake old = intake;
            first.mine(5);
            second.mine(5);
            first.findBlock();
            replaceIntake();
            second.mine(2);
            CountingWaiter.await(() -> !old.isRunning());
        }
        awaitAndAudit(4);
    }

    /** Every connection of the pool breaks, now and then in the middle of a transaction. */
    @Test
    void aDatabaseThatBreaksOffCostsNothing() throws Exception {
        startIntake();
        TestInstance only = instance("a");
        for (int i = 0; i < 6; i++) {
            only.mine(5);
            TestDatabase.execute(
                    auditing,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND application_name = 'neman'");
            only.mine(5);
            only.findBlock();
        }
        awaitAndAudit(6);
    }

    @Test
    void theWindowIsTheSameAfterARestart() throws Exception {
        startIntake();
        TestInstance only = instance("a");
        only.mine(21);
        awaitAndAudit(0);
        intake.close();
        leadership.close();
        startIntake();
        only.findBlock();
        awaitAndAudit(1);
    }

    @Test
    void anInstanceThatRestartsGoesOn() throws Exception {
        startIntake();
        for (int start = 0; start < 4; start++) {
            try (RedisLink link = TestRedis.another();
                    TestInstance again = new TestInstance(directory.resolve("a"), registry, link)) {
                instances.add(again);
                again.mine(4);
                again.findBlock();
            }
        }
        instances.sort(Comparator.comparing(instance -> instance.identity().startCounter()));
        instance("a").mine(1); // ships what the last start left
        awaitAndAudit(4);
        assertFalse(instances.isEmpty());
    }
}
