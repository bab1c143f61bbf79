package neman.deploy.cli;

import java.util.concurrent.Callable;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;

/** Stands here for the help alone: the launcher answers {@code test} itself, because Maven runs it, not this jar. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = "Build everything and run the whole test suite (mvn verify).")
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() throws PoolException {
        throw new PoolException("'test' is run by the launcher: ./pool test, in a clone of the sources");
    }
}
