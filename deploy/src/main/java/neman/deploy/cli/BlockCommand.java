package neman.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import neman.deploy.cli.common.Whose;
import neman.deploy.config.ConfigurationException;
import neman.deploy.wiring.BlockDesk;
import neman.deploy.wiring.PoolException;
import neman.stratum.block.FoundBlock;
import neman.stratum.block.NodeReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The blocks that this machine's Stratum instance found. */
@Command(
        name = "block",
        mixinStandardHelpOptions = true,
        description =
                "The blocks that this machine's miners found: what the nodes said of them, and by hand to the nodes.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BlockCommand.ListBlocks.class, BlockCommand.Show.class, BlockCommand.Submit.class},
        footer = {
            "",
            "Examples:",
            "  ./pool block list --config pool.yaml",
            "  ./pool block show --config pool.yaml 840000",
            "  ./pool block submit --config pool.yaml data/blocks/0000840000-0000….hex",
            "A running pool submits its blocks itself, again and again; by hand is for when it cannot."
        })
final class BlockCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "block needs a command: list, show or submit");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One line a block. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "One line a block, the highest first.")
    static final class ListBlocks implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Whose whose;

        @Option(names = "--json", description = "Their records as one JSON list.")
        private boolean json;

        @Override
        public Integer call() throws ConfigurationException, PoolException {
            List<FoundBlock> blocks = new BlockDesk(whose.configuration()).list();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                StringJoiner list = new StringJoiner(",\n", "[", "]");
                blocks.forEach(block -> list.add(block.toJson()));
                out.println(list);
            } else if (blocks.isEmpty()) {
                out.println("No block was found yet.");
            } else {
                out.printf("%-8s  %-20s  %-9s  %5s  %s%n", "HEIGHT", "FOUND (UTC)", "STATE", "CONF", "HASH");
                blocks.forEach(block -> print(out, block));
            }
            return ExitCode.OK;
        }

        private static void print(PrintWriter out, FoundBlock block) {
            out.printf(
                    "%-8d  %-20s  %-9s  %5d  %s%n",
                    block.height(),
                    block.foundAt().truncatedTo(ChronoUnit.SECONDS),
                    word(block.state()),
                    block.confirmations(),
                    block.hash());
        }
    }

    /** Everything that is known of one. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "All that is known of one block.")
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Whose whose;

        @Option(names = "--json", description = "Its record as one JSON object.")
        private boolean json;

        @Parameters(paramLabel = "BLOCK", description = "Its height, or its hash, or digits that begin or end it.")
        private String block;

        @Override
        public Integer call() throws ConfigurationException, PoolException {
            BlockDesk desk = new BlockDesk(whose.configuration());
            FoundBlock found = desk.find(block);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(found.toJson());
                return ExitCode.OK;
            }
            out.printf("%-14s %s%n", "hash", found.hash());
            out.printf("%-14s %d%n", "height", found.height());
            out.printf("%-14s %s%s%n", "parent", found.previousBlock(), found.staleTip() ? " (no longer the tip)" : "");
            out.printf("%-14s %s%n", "found", found.foundAt());
            out.printf("%-14s %s, %d confirmations%n", "state", word(found.state()), found.confirmations());
            found.rival().ifPresent(rival -> out.printf("%-14s %s%n", "rival", rival));
            out.printf("%-14s %s%n", "file", desk.file(found));
            found.nodes().forEach(node -> out.printf("%-14s %s%n", "node", line(node)));
            return ExitCode.OK;
        }

        private static String line(NodeReport node) {
            String reply = node.reply()
                    .map(last -> word(last) + " after " + node.afterMillis() + " ms, " + node.attempts()
                            + (node.attempts() == 1 ? " attempt" : " attempts"))
                    .orElse("not sent to it in this start");
            String reason = node.reason().isEmpty() ? "" : " (" + node.reason() + ")";
            return node.node() + ": " + reply + reason + "; now " + word(node.sight());
        }
    }

    /** By hand. */
    @Command(
            name = "submit",
            mixinStandardHelpOptions = true,
            description = {
                "Send a block to every node of the configuration, and say what each answers.",
                "Status 0 where a node has it then. A second time does no harm."
            })
    static final class Submit implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Whose whose;

        @Parameters(paramLabel = "FILE", description = "Hexadecimal text of the block, as in data/blocks.")
        private Path file;

        @Override
        public Integer call() throws ConfigurationException, PoolException {
            byte[] block = BlockDesk.read(file);
            PrintWriter out = spec.commandLine().getOut();
            out.println("block " + BlockDesk.hashOf(block) + ", " + block.length + " bytes");
            List<BlockDesk.Answer> answers = new BlockDesk(whose.configuration()).submit(block);
            answers.forEach(answer -> out.println(answer.node() + ": " + answer.text()));
            return answers.stream().anyMatch(BlockDesk.Answer::has) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
