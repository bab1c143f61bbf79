package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
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
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private AccountantProcess() {}

    /** @param arguments the file of {@link RunSettings} */
    public static void main(String[] arguments) throws Exception {
        RunSettings settings = RunSettings.read(Path.of(arguments[0]));
        ChildProcess.endWithItsParent(command -> {});
        HikariDataSource database = settings.database();
        while (true) {
            try {
                Optional<Leadership> leadership = Leadership.tryAcquire(
                        database,
                        "accountant",
                        "process " + ProcessHandle.current().pid());
                if (leadership.isPresent()) {
                    lead(settings, database, leadership.get());
                }
            } catch (SQLException e) {
                System.out.println("no leadership: " + e.getMessage());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void lead(RunSettings settings, HikariDataSource database, Leadership leadership) {
        IntakeSettings intakeSettings = new IntakeSettings(
                Network.SANDBOX, Duration.ofMillis(settings.barrierTimeoutMillis()), Duration.ofMillis(200), 500);
        try (leadership;
                RedisLink redis = RedisLink.to(settings.redis());
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
