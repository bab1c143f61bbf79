package neman.deploy.wiring;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.intake.IntakeSettings;
import neman.accounting.intake.ShareIntake;
import neman.accounting.leader.Leadership;
import neman.accounting.reward.RewardRule;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.node.NodeException;
import neman.deploy.config.PoolConfiguration;
import neman.payout.PayoutService;
import neman.payout.miner.DenyList;
import neman.payout.miner.PayoutLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two roles of which the whole pool has one active process each: accountant and payout. */
final class BookkeepingRoles {
    private static final Logger LOG = LoggerFactory.getLogger(BookkeepingRoles.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    /** Restarts of Redis and PostgreSQL take seconds, the reading of a big window a minute. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private final PoolConfiguration configuration;
    private final Services services;
    private final InstantSource clock;
    private volatile ShareIntake counting;

    BookkeepingRoles(PoolConfiguration configuration, Services services, InstantSource clock) {
        this.configuration = configuration;
        this.services = services;
        this.clock = clock;
    }

    LeaderRole startAccountant(PoolAlarms alarms, Parts parts) throws StoppedException {
        // The intake's blocking reads would hold up whoever shares its connection.
        RedisLink redis = parts.add("accountant-redis", PATIENCE, new RedisLink(services.redisAddress()));
        LeaderRole role =
                new LeaderRole(Role.ACCOUNTANT, services.database(), leadership -> beginIntake(redis, leadership));
        parts.add("accountant", PATIENCE, role);
        role.start();
        alarms.watch(List.of(accountantLook(role)), parts);
        return role;
    }

    /** One that stands by has nothing to tell. */
    private Look accountantLook(LeaderRole role) {
        return new Look(AlarmCode.ACCOUNTANT_WAITS, "accountant", LOOK_EVERY, LONG, () -> {
            ShareIntake intake = counting;
            return !role.isActive() || intake == null || intake.isHealthy()
                    ? Optional.empty()
                    : Optional.of("the accountant cannot go on; its log says why");
        });
    }

    private LeaderRole.Work beginIntake(RedisLink redis, Leadership leadership) {
        RewardRule rule =
                new RewardRule(configuration.reward(), configuration.pool().feeBasisPoints());
        ShareIntake intake = new ShareIntake(services.database(), redis, intakeSettings(), rule, leadership, clock);
        intake.start();
        counting = intake;
        return new LeaderRole.Work(intake::isRunning, intake::close);
    }

    private IntakeSettings intakeSettings() {
        IntakeSettings settings = IntakeSettings.of(configuration.network());
        return configuration.keepsAllSegments() ? settings : settings.withoutOldSegments();
    }

    LeaderRole startPayout(Parts parts) throws PoolException, StoppedException {
        checkWallet();
        PayoutLimits limits = PayoutWiring.limits(configuration);
        if (configuration.payout().limits().denyList().isPresent()) {
            parts.add("deny-list", PATIENCE, ReloadSignal.install(() -> reload(limits.denyList())));
        }
        LeaderRole role =
                new LeaderRole(Role.PAYOUT, services.database(), leadership -> beginPayout(limits, leadership));
        parts.add("payout", PATIENCE, role);
        role.start();
        return role;
    }

    private void checkWallet() throws PoolException {
        try {
            WalletCheck.problem(services.payingNode(), services.poolAddress())
                    .ifPresent(problem -> LOG.warn("event=wallet-without-key reason=\"{}\"", problem));
        } catch (NodeException e) {
            throw new PoolException("the wallet that pays cannot be asked: " + e.getMessage(), e);
        }
    }

    private static void reload(DenyList denyList) {
        try {
            LOG.info("event=deny-list-reloaded addresses={}", denyList.reload());
        } catch (IOException e) {
            LOG.error(
                    "event=deny-list-not-reloaded reason=\"{}\" remedy=\"the list of before stays in force; mend the file and"
                            + " send SIGHUP again\"",
                    e.getMessage());
        }
    }

    private LeaderRole.Work beginPayout(PayoutLimits limits, Leadership leadership) {
        PayoutService payout = new PayoutWiring(
                        configuration, services.database(), services.nodes(), services.poolAddress(), limits, clock)
                .service(leadership);
        payout.start();
        return new LeaderRole.Work(payout::isLeading, payout::close);
    }
}
