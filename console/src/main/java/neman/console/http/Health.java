package neman.console.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import neman.console.view.ReadinessCheck;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: what it needs works, else 503 with the reasons.
 *
 * <p>The checks run one after another on a thread of their own, at most once a second however often somebody asks; a check
 * that hangs makes us unready and holds no other request up.
 */
public final class Health implements AutoCloseable {
    private static final Duration KEPT_FOR = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private record Liveness(boolean live) {}

    private record Readiness(boolean ready, List<CheckResult> checks) {}

    private record CheckResult(String name, boolean ok, Optional<String> problem) {}

    private final List<ReadinessCheck> checks;
    private final InstantSource clock;
    private final ExecutorService checker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "console-readiness");
        thread.setDaemon(true);
        return thread;
    });
    private Future<Readiness> latest;
    private Instant askedAt = Instant.MIN;

    public Health(List<ReadinessCheck> checks, InstantSource clock) {
        this.checks = List.copyOf(checks);
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", context -> write(context, HttpStatus.OK, new Liveness(true)));
        routes.get("/health/ready", this::ready);
    }

    private void ready(Context context) throws InterruptedException {
        Readiness readiness = awaitReadiness();
        write(context, readiness.ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, readiness);
    }

    private static void write(Context context, HttpStatus status, Object body) {
        context.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(Json.encode(body));
    }

    private Readiness awaitReadiness() throws InterruptedException {
        try {
            return latest().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return unready("a check has not answered within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            return unready("a check failed: " + e.getCause().getMessage());
        }
    }

    private static Readiness unready(String problem) {
        return new Readiness(false, List.of(new CheckResult("checks", false, Optional.of(problem))));
    }

    private synchronized Future<Readiness> latest() {
        Instant now = clock.instant();
        boolean fresh = latest != null && (!latest.isDone() || now.isBefore(askedAt.plus(KEPT_FOR)));
        if (!fresh) {
            latest = checker.submit(this::runChecks);
            askedAt = now;
        }
        return latest;
    }

    private Readiness runChecks() {
        List<CheckResult> results = checks.stream().map(Health::run).toList();
        return new Readiness(results.stream().allMatch(CheckResult::ok), results);
    }

    private static CheckResult run(ReadinessCheck check) {
        Optional<String> problem;
        try {
            problem = check.problem().call();
        } catch (Exception e) {
            problem = Optional.of("failed with " + e.getClass().getSimpleName());
        }
        return new CheckResult(check.name(), problem.isEmpty(), problem);
    }

    @Override
    public void close() {
        checker.shutdownNow();
    }
}
