package neman.console.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import neman.console.view.AlarmItem;
import neman.console.view.PoolBalances;
import neman.console.view.PoolStatus;
import neman.console.view.PoolView;

/**
 * {@code /metrics} for Prometheus: the pool's state as of the scrape, this process's health, and the time that our answers
 * take. Where the database cannot be asked the pool's gauges turn NaN and {@code neman_view_up} 0; the rest stays.
 *
 * <p>Labels come from enums, the configuration and our own words only, never from what a miner sends.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final PoolView view;
    private final MultiGauge rejected;
    private final MultiGauge blocks;
    private final MultiGauge balances;
    private final MultiGauge alarms;
    private final NodeGauges nodes;
    private volatile PoolStatus status;

    public Metrics(PoolView view) {
        this.view = view;
        this.rejected = MultiGauge.builder("neman.shares.rejected")
                .description("shares refused since the instances started")
                .register(registry);
        this.blocks = MultiGauge.builder("neman.blocks")
                .description("blocks that the pool found")
                .register(registry);
        this.balances = MultiGauge.builder("neman.ledger.balance")
                .description("sums of the ledger")
                .baseUnit("sats")
                .register(registry);
        this.alarms = MultiGauge.builder("neman.alarm.open")
                .description("alarms that stand")
                .register(registry);
        this.nodes = new NodeGauges(registry);
        bindProcess();
        bindPool();
    }

    private void bindProcess() {
        List.of(
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics(),
                        collections)
                .forEach(binder -> binder.bindTo(registry));
    }

    private void bindPool() {
        Gauge.builder("neman.view.up", this, metrics -> metrics.status == null ? 0 : 1)
                .description("whether the pool's state could be read at this scrape")
                .register(registry);
        gauge("neman.chain.height", "height of the tip", pool -> pool.height()
                .map(Integer::doubleValue)
                .orElse(Double.NaN));
        gauge("neman.connections", "open Stratum connections", PoolStatus::connections);
        gauge("neman.workers", "connected workers", PoolStatus::workers);
        gauge("neman.miners", "connected accounts", PoolStatus::miners);
        gauge("neman.hashrate", "hashes per second by judged work", pool -> pool.hashrate()
                .doubleValue());
        gauge(
                "neman.round.effort",
                "work since the last block; 1 is what a block needs on average",
                pool -> pool.roundEffort().orElse(Double.NaN));
    }

    private void gauge(String name, String description, ToDoubleFunction<PoolStatus> value) {
        Gauge.builder(name, this, metrics -> metrics.status == null ? Double.NaN : value.applyAsDouble(metrics.status))
                .description(description)
                .register(registry);
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/metrics", this::scrape);
    }

    /** One scrape at a time: the gauges read what this one found. */
    private synchronized void scrape(Context context) {
        status = read();
        if (status != null) {
            rejected.register(rows("reason", status.rejected()), true);
            blocks.register(rows("state", status.blocks()), true);
            balances.register(rows("account", sums(status.balances())), true);
        }
        alarms.register(alarmRows(view.alarms().items()), true);
        nodes.show(view.nodes().items());
        context.header("Cache-Control", "no-store")
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(registry.scrape("text/plain; version=0.0.4; charset=utf-8"));
    }

    private static List<Row<?>> alarmRows(List<AlarmItem> open) {
        Map<Tags, Long> counts = open.stream()
                .collect(Collectors.groupingBy(
                        alarm -> Tags.of("code", alarm.code(), "severity", alarm.severity()), Collectors.counting()));
        return counts.entrySet().stream()
                .<Row<?>>map(entry -> Row.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private PoolStatus read() {
        try {
            return view.pool();
        } catch (SQLException e) {
            return null;
        }
    }

    private static Map<String, Long> sums(PoolBalances balances) {
        return Map.of(
                "pending", balances.pendingSats(),
                "available", balances.availableSats(),
                "held", balances.heldSats(),
                "in-payout", balances.inPayoutSats(),
                "paid", balances.paidSats(),
                "fee", balances.feeSats(),
                "continuity", balances.continuitySats());
    }

    private static List<Row<?>> rows(String label, Map<?, Long> values) {
        return values.entrySet().stream()
                .<Row<?>>map(entry ->
                        Row.of(Tags.of(label, entry.getKey().toString().toLowerCase(Locale.ROOT)), entry.getValue()))
                .toList();
    }

    /** Counts an answer. @param route the pattern, not the path: the number of series stays bounded */
    public void answered(String route, int status, Instant from, Instant to) {
        Timer.builder("neman.http.answers")
                .description("time that answers took")
                .tags("route", route, "status", Integer.toString(status))
                .register(registry)
                .record(Duration.between(from, to));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
