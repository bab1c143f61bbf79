package neman.deploy.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import neman.accounting.live.LiveStatusReader;
import neman.console.Console;
import neman.console.HttpSettings;
import neman.console.source.LiveShares;
import neman.console.source.PoolAlarmList;
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

    /** @param checks of the other roles in this process */
    static ConsoleRole start(
            PoolConfiguration configuration,
            Services services,
            PoolAlarms alarms,
            List<ReadinessCheck> checks,
            InstantSource clock,
            Parts parts)
            throws PoolException, StoppedException {
        PoolView view = view(configuration, services, alarms, clock);
        List<ReadinessCheck> all = new ArrayList<>(checks);
        all.add(new ReadinessCheck("postgres", () -> ServiceLooks.postgresProblem(services)));
        all.add(new ReadinessCheck("redis", () -> ServiceLooks.redisProblem(services)));
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

    private static PoolView view(
            PoolConfiguration configuration, Services services, PoolAlarms alarms, InstantSource clock) {
        return new RecordedPoolView(
                terms(configuration),
                services.database(),
                new LiveStatusReader(services.redis(), configuration.network()),
                new LiveShares(services.redis(), configuration.network()),
                new PayoutQueries(services.database()),
                new PoolAlarmList.Own(alarms.book(), alarms::source),
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

    InetSocketAddress address() {
        return console.address();
    }
}
