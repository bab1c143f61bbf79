package neman.deploy.wiring;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import neman.accounting.live.LiveStatusReader;
import neman.console.Console;
import neman.console.HttpSettings;
import neman.console.source.LiveShares;
import neman.console.source.RecordedPoolView;
import neman.console.view.PoolTerms;
import neman.console.view.PoolView;
import neman.console.view.ReadinessCheck;
import neman.console.view.StratumAddress;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.config.StratumPort;
import neman.payout.query.PayoutQueries;
import neman.payout.settings.PayoutSettings;

/** The page, the API, the metrics, and whether this process is ready. */
record ConsoleRole(Console console, PoolView view) {
    private static final Duration PATIENCE = Duration.ofMillis(2_500);
    private static final int VALIDATION_TIMEOUT_S = 1;

    /** @param checks of the other roles in this process */
    static ConsoleRole start(
            PoolConfiguration configuration,
            Services services,
            List<ReadinessCheck> checks,
            InstantSource clock,
            Parts parts)
            throws PoolException, StoppedException {
        PoolView view = view(configuration, services, clock);
        List<ReadinessCheck> all = new ArrayList<>(checks);
        all.add(new ReadinessCheck("postgres", () -> postgresProblem(services)));
        all.add(new ReadinessCheck("redis", () -> redisProblem(services)));
        Console console =
                new Console(new HttpSettings(Listening.resolve(configuration.httpListen())), view, all, clock);
        parts.add("console", PATIENCE, console);
        try {
            console.start();
        } catch (IOException e) {
            throw new PoolException(e.getMessage(), e);
        }
        return new ConsoleRole(console, view);
    }

    private static PoolView view(PoolConfiguration configuration, Services services, InstantSource clock) {
        return new RecordedPoolView(
                terms(configuration),
                services.database(),
                new LiveStatusReader(services.redis(), configuration.network()),
                new LiveShares(services.redis(), configuration.network()),
                new PayoutQueries(services.database()),
                clock);
    }

    private static PoolTerms terms(PoolConfiguration configuration) {
        List<StratumAddress> addresses = new ArrayList<>();
        for (StratumPort port : configuration.stratum()) {
            InetSocketAddress listen = Listening.resolve(port.listen());
            String startDifficulty = port.startDifficulty().toString();
            if (port.transport().servesPlain()) {
                addresses.add(StratumAddress.of(listen, false, startDifficulty));
            }
            if (port.transport().tls().isPresent()) {
                addresses.add(StratumAddress.of(listen, true, startDifficulty));
            }
        }
        return new PoolTerms(
                configuration.network(),
                configuration.reward().scheme().name().toLowerCase(Locale.ROOT),
                configuration.reward().window(),
                configuration.pool().feeBasisPoints(),
                configuration.payout().minimumSats(),
                configuration.payout().interval(),
                PayoutSettings.MATURITY_CONFIRMATIONS,
                addresses);
    }

    private static Optional<String> postgresProblem(Services services) {
        try (Connection connection = services.database().getConnection()) {
            return connection.isValid(VALIDATION_TIMEOUT_S)
                    ? Optional.empty()
                    : Optional.of("PostgreSQL does not answer");
        } catch (SQLException e) {
            return Optional.of("PostgreSQL cannot be reached");
        }
    }

    private static Optional<String> redisProblem(Services services) {
        try {
            services.redis().commands().ping();
            return Optional.empty();
        } catch (RedisException e) {
            return Optional.of("Redis cannot be reached");
        }
    }

    InetSocketAddress address() {
        return console.address();
    }
}
