package neman.deploy.cli.payout;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.node.NodeException;
import neman.deploy.config.ConfigurationException;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command at the desk: opens it, does its work, closes it. A failure is one line. */
abstract class DeskCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private Whose whose;

    @Option(names = "--json", description = "The answer as JSON, for programs; amounts are whole satoshis.")
    private boolean json;

    /** @return the exit status */
    abstract int run(PayoutDesk desk) throws PoolException, SQLException, NodeException;

    @Override
    public final Integer call() throws ConfigurationException, PoolException {
        checkArguments();
        quiet();
        try (PayoutDesk desk = PayoutDesk.open(whose.configuration(), this::progress)) {
            return run(desk);
        } catch (SQLException e) {
            throw new PoolException("PostgreSQL: " + e.getMessage(), e);
        } catch (NodeException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    /** What can be said of the arguments before anything is opened; throws {@link #usage}. */
    void checkArguments() {}

    /** Standard error is for what an operator should know, not for how it came to be. */
    private static void quiet() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.WARN);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Beside the answer, so that {@code --json} stays clean. */
    final void progress(String line) {
        spec.commandLine().getErr().println(line);
    }

    final boolean wantsJson() {
        return json;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    final void print(JsonNode node) {
        try {
            out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that we made cannot be written", e);
        }
    }

    /** Not understood: status 2. */
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** An address in any of its spellings, as the books have it. */
    final PayoutAddress address(PayoutDesk desk, String text) {
        try {
            return PayoutAddress.parse(desk.network(), text);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /** {@code 0.00100000 BTC}. */
    static String btc(long sats) {
        return Satoshis.toBitcoins(sats) + " BTC";
    }
}
