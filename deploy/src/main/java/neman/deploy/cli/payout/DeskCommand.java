package neman.deploy.cli.payout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import neman.accounting.database.Transactions;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.node.NodeException;
import neman.deploy.cli.common.Logging;
import neman.deploy.cli.common.Whose;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.BatchDetails;
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

    private Progress progress;

    /** @return the exit status */
    abstract int run(PayoutDesk desk) throws PoolException, SQLException, NodeException;

    @Override
    public final Integer call() throws ConfigurationException, PoolException {
        checkArguments();
        Logging.warningsOnly();
        PoolConfiguration configuration = whose.configuration();
        try (Progress told = new Progress(spec.commandLine().getErr()::println)) {
            progress = told;
            progress.at("opening the books");
            return call(configuration);
        }
    }

    private int call(PoolConfiguration configuration) throws PoolException {
        try (PayoutDesk desk = PayoutDesk.open(configuration, progress::say)) {
            progress.at("reading the books");
            return run(desk);
        } catch (SQLException e) {
            throw new PoolException("PostgreSQL: " + e.getMessage(), e);
        } catch (NodeException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    /** What can be said of the arguments before anything is opened; throws {@link #usage}. */
    void checkArguments() {}

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Beside the answer, so that {@code --json} stays clean. */
    final Progress progress() {
        return progress;
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

    static BatchDetails batch(PayoutDesk desk, long id) throws SQLException, PoolException {
        return Transactions.<Optional<BatchDetails>, SQLException>call(
                        desk.database(), transaction -> BatchDetails.find(transaction, desk.network(), id))
                .orElseThrow(() -> new PoolException("there is no payout " + id + "; ./pool payout status lists them"));
    }

    /** {@code 1 output}, {@code 2 outputs}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** To the second, as people read it. */
    static Instant time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /** For JSON. */
    static Long orNull(OptionalLong number) {
        return number.isPresent() ? (Long) number.getAsLong() : null;
    }

    /** {@code 0.00100000 BTC}. */
    static String btc(long sats) {
        return Satoshis.toBitcoins(sats) + " BTC";
    }
}
