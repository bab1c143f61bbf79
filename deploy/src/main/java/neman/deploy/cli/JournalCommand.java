package neman.deploy.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import neman.accounting.journal.JournalEntry;
import neman.accounting.journal.JournalJson;
import neman.accounting.journal.JournalScan;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What stands in share journals, damaged ones too. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = {
            "What stands in this machine's share journals, also in damaged ones, and a way back for what was lost with one.",
            "inspect and export change nothing and may run beside the pool; their exit status is 1 where something is damaged."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {JournalCommand.Inspect.class, JournalCommand.Export.class, JournalImportCommand.class},
        footer = {
            "",
            "Examples:",
            "  ./pool journal inspect data",
            "  ./pool journal export data > records.jsonl",
            "  ./pool journal export data/journal/0000000100000001.journal --out records.jsonl",
            "  ./pool journal import records.jsonl --config pool.yaml"
        })
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "journal needs a command: inspect, export or import");
    }

    /** The journal files that a path means: itself, those in it, or those in its {@code journal}. */
    private static List<Path> files(Path path) throws IOException, PoolException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new PoolException("there is no " + path + "; name a data directory or a journal file");
        }
        Path inner = path.resolve("journal");
        List<Path> files = JournalScan.files(Files.isDirectory(inner) ? inner : path);
        if (files.isEmpty()) {
            throw new PoolException("there is no journal in " + path);
        }
        return files;
    }

    private static PoolException unreadable(Path path, IOException e) {
        String reason = e instanceof NoSuchFileException ? "it is gone: " + e.getMessage() : e.getMessage();
        return new PoolException("the journal at " + path + " cannot be read: " + reason, e);
    }

    private static void printDamages(PrintWriter out, Path file, JournalScan.Findings findings) {
        findings.damages()
                .forEach(damage -> out.printf(
                        "%s: damaged from byte %d to %d: %s%n", file, damage.from(), damage.to(), damage.what()));
    }

    /** A line for each file. */
    @Command(
            name = "inspect",
            mixinStandardHelpOptions = true,
            description = "What each file holds, where it ends, and what of it is damaged.")
    static final class Inspect implements Callable<Integer> {
        private static final String ROW = "%-24s %8s %6s %10s %6s %9s %6s %8s  %s%n";

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "PATH", description = "A data directory, a directory of journals, or one journal.")
        private Path path;

        @Override
        public Integer call() throws PoolException {
            PrintWriter out = spec.commandLine().getOut();
            out.printf(ROW, "JOURNAL", "INSTANCE", "START", "END", "JOBS", "SHARES", "BLOCKS", "BARRIERS", "STATE");
            boolean sound = true;
            try {
                for (Path file : files(path)) {
                    JournalScan.Findings findings = JournalScan.scan(file, entry -> {});
                    print(out, file, findings);
                    sound &= findings.damages().isEmpty();
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
            return sound ? ExitCode.OK : ExitCode.SOFTWARE;
        }

        private static void print(PrintWriter out, Path file, JournalScan.Findings findings) {
            out.printf(
                    ROW,
                    file.getFileName(),
                    findings.header()
                            .map(header -> Integer.toString(header.identity().number()))
                            .orElse("?"),
                    findings.header()
                            .map(header -> Integer.toString(header.identity().startCounter()))
                            .orElse("?"),
                    findings.end(),
                    findings.jobs(),
                    findings.shares(),
                    findings.blocks(),
                    findings.barriers(),
                    state(findings));
            printDamages(out, file, findings);
        }

        private static String state(JournalScan.Findings findings) {
            if (!findings.damages().isEmpty()) {
                return "DAMAGED";
            }
            if (findings.givenUp()) {
                return "given up at its end, the next file goes on";
            }
            return findings.tornBytes() > 0 ? "torn: " + findings.tornBytes() + " bytes behind its end" : "intact";
        }
    }

    /** Every readable record. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Every readable record as one JSON object a line; damaged places are told on standard error.")
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "PATH", description = "A data directory, a directory of journals, or one journal.")
        private Path path;

        @Option(names = "--out", paramLabel = "FILE", description = "A new file. Default: standard output")
        private Optional<Path> target = Optional.empty();

        @Override
        public Integer call() throws PoolException {
            try {
                List<Path> files = files(path);
                if (target.isEmpty()) {
                    return export(files, spec.commandLine().getOut());
                }
                if (Files.exists(target.get())) {
                    throw new PoolException(target.get() + " exists; name a new file");
                }
                try (BufferedWriter out = Files.newBufferedWriter(target.get())) {
                    return export(files, out);
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }

        private int export(List<Path> files, Writer out) throws IOException {
            boolean sound = true;
            for (Path file : files) {
                JournalScan.Findings findings = JournalScan.scan(file, entry -> writeLine(entry, out));
                printDamages(spec.commandLine().getErr(), file, findings);
                sound &= findings.damages().isEmpty();
            }
            out.flush();
            return sound ? ExitCode.OK : ExitCode.SOFTWARE;
        }

        private static void writeLine(JournalEntry entry, Writer out) throws IOException {
            out.write(JournalJson.line(entry));
            out.write('\n');
        }
    }
}
