package neman.deploy.cli.payout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says what a command is at where that takes longer than two seconds, and every ten seconds again. */
final class Progress implements AutoCloseable {
    private static final Duration FIRST_AFTER = Duration.ofSeconds(2);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(10);

    private final Consumer<String> out;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "progress");
        made.setDaemon(true);
        return made;
    });
    private String work = "";
    private Optional<ScheduledFuture<?>> saying = Optional.empty();

    Progress(Consumer<String> out) {
        this.out = out;
    }

    /** From now on this is what takes the time. */
    void at(String nextWork) {
        if (nextWork.equals(work)) {
            return;
        }
        quiet();
        work = nextWork;
        saying = Optional.of(thread.scheduleAtFixedRate(
                () -> out.accept(nextWork + " …"),
                FIRST_AFTER.toMillis(),
                AGAIN_AFTER.toMillis(),
                TimeUnit.MILLISECONDS));
    }

    /** A person thinks, or nothing is done. */
    void quiet() {
        saying.ifPresent(future -> future.cancel(false));
        work = "";
    }

    /** At once. */
    void say(String line) {
        out.accept(line);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
