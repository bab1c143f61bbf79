package neman.deploy.cli.payout;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.OperatorKeys;
import neman.payout.ledger.OperatorCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** An operator's key. Needs no pool. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = {
            "Make an operator's Ed25519 key for approvals.",
            "The private half goes to a new file that only its owner can read, the public half is printed as a line for",
            "payout.approvers. Each operator makes his own, on his own machine, and gives away the public half."
        },
        footer = {"", "Example:", "  ./pool payout keygen --out alice.key --name alice"})
final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file for the private key.")
    private Path file;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "The operator's, for the configuration. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--json", description = "Name and public key as JSON.")
    private boolean json;

    @Override
    public Integer call() throws PoolException {
        String operator = checkedName();
        String key = generate();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(
                    DeskCommand.object().put("name", operator).put("key", key).toPrettyString());
            return ExitCode.OK;
        }
        out.println("payout:");
        out.println("  approvers:");
        out.println("    - name: \"" + operator + "\"");
        out.println("      key: " + key);
        return ExitCode.OK;
    }

    /** Before there is a key without one. */
    private String checkedName() {
        try {
            return new OperatorCommand(name, "keygen").operator();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private String generate() throws PoolException {
        try {
            return OperatorKeys.text(OperatorKeys.generate(file));
        } catch (FileAlreadyExistsException e) {
            throw new PoolException("the file " + file + " exists already; name another with --out", e);
        } catch (NoSuchFileException e) {
            throw new PoolException(
                    "there is no directory " + file.toAbsolutePath().getParent(), e);
        } catch (IOException e) {
            throw new PoolException("the key cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
