package neman.console.view;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One thing that must work for this process to be useful.
 *
 * @param name one word: {@code postgres}, {@code journal}
 * @param problem asked at most once a second, from one thread at a time: empty when all is well, else one sentence without
 *     secrets (it is shown to whoever can reach the port). An exception counts as a problem.
 */
public record ReadinessCheck(String name, Callable<Optional<String>> problem) {}
