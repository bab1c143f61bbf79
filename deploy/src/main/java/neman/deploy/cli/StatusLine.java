package neman.deploy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One line that says how things stand: rewritten in place on a terminal, printed anew every few seconds elsewhere (a file, a
 * pipe, a CI log). Used by one thread.
 */
final class StatusLine {
    static final Duration PRINT_EVERY = Duration.ofSeconds(5);

    /** To the line's begin, and clear it: ECMA-48's CR and EL. */
    private static final String REWRITE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean lineIsOpen;
    private long printedAtNanos;
    private boolean printedOnce;

    StatusLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(String text) {
        if (terminal) {
            out.print(REWRITE + text);
            out.flush();
            lineIsOpen = true;
            return;
        }
        long now = System.nanoTime();
        if (!printedOnce || now - printedAtNanos >= PRINT_EVERY.toNanos()) {
            out.println(text);
            printedAtNanos = now;
            printedOnce = true;
        }
    }

    /** A line that stays. */
    void print(String text) {
        if (lineIsOpen) {
            out.print(REWRITE);
            lineIsOpen = false;
        }
        out.println(text);
    }

    /** Leaves the status where it is and goes on below it. */
    void end() {
        if (lineIsOpen) {
            out.println();
            lineIsOpen = false;
        }
    }

    /** Seconds as a clock shows them: 1:05, 1:02:03. */
    static String elapsed(Duration duration) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(duration.toMillis());
        long hours = seconds / 3_600;
        return hours == 0
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(hours, seconds / 60 % 60, seconds % 60);
    }
}
