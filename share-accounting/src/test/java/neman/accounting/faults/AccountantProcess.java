package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.intake.IntakeSettings;
import neman.accounting.intake.ShareIntake;
import neman.accounting.leader.Leadership;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;

/** The accountant's role as a process: leads or stands by, until its input ends or it is killed. */
final class AccountantProcess {
    /** Several in a window, so that start after start goes on from one, and the whole window is let go of now and then. */
    private static final int CHECKPOINT_SHARES = 60;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private AccountantProcess() {}

    /** @param arguments the file of {@link RunSettings} */
    public static void main(String[] arguments) throws Exception {
        RunSettings settings = RunSettings.read(Path.of(arguments[0]));
        ChildProcess.endWithItsParent(command -> {});
        HikariDataSource database = settings.database();
        RedisLink redis = RedisLink.to(settings.redis());
        knock(redis);
        while (true) {
            try {
                Optional<Leadership> leadership =
                        Leadership.tryAcquire(database, "accountant", RunSettings.nameOf(ProcessHandle.current()));
                if (leadership.isPresent()) {
                    lead(settings, database, redis, leadership.get());
                }
            } catch (SQLException e) {
                System.out.println("no leadership: " + e.getMessage());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Whoever stands by in operation has spoken to Redis before; the first time takes a cold process seconds. */
    private static void knock(RedisLink redis) {
        try {
            redis.commands().ping();
        } catch (RedisException e) {
            System.out.println("no Redis yet: " + e.getMessage());
        }
    }

    private static void lead(RunSettings settings, HikariDataSource database, RedisLink redis, Leadership leadership) {
        IntakeSettings intakeSettings = new IntakeSettings(
                        Network.SANDBOX,
                        Duration.ofMillis(settings.barrierTimeoutMillis()),
                        Duration.ofMillis(200),
                        500)
                .withCheckpointShares(CHECKPOINT_SHARES);
        try (leadership;
                ShareIntake intake = new ShareIntake(
                        database,
                        redis,
                        intakeSettings,
                        new RewardRule(RewardPolicy.DEFAULT, 100),
                        leadership,
                        InstantSource.system())) {
            intake.start();
            while (intake.isRunning() && leadership.isHeld()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }
}
