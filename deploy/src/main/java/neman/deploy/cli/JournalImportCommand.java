package neman.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import neman.accounting.recovery.JournalImport;
import neman.deploy.cli.common.Terminal;
import neman.deploy.cli.common.Whose;
import neman.deploy.config.ConfigurationException;
import neman.deploy.wiring.ImportDesk;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The way back for exported shares. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Put exported shares and blocks back that the accountant never got, because their journal was damaged or moved aside."
                    + " The pool has to run.",
            "Each share's work is checked and each is counted once, however often it is imported. What is put back gets the"
                    + " next numbers: windows that are closed stay as they are."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool journal export data/journal/0000000100000001.journal --out records.jsonl",
            "  ./pool journal import records.jsonl --config pool.yaml"
        })
final class JournalImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "As journal export writes it.")
    private Path file;

    @Mixin
    private Whose whose;

    @Override
    public Integer call() throws PoolException, ConfigurationException {
        StatusLine status = new StatusLine(spec.commandLine().getErr(), Terminal.shows());
        try {
            print(new ImportDesk(whose.configuration(), status::show).run(file));
            return ExitCode.OK;
        } finally {
            status.end();
        }
    }

    private void print(JournalImport.Report report) {
        row(report.imported(), "put back and counted now");
        row(report.counted(), "were counted already");
        if (report.notYet() > 0) {
            row(report.notYet(), "not yet: their journals stand behind the accountant's place and come by themselves");
        }
        if (report.tooOld() > 0) {
            row(
                    report.tooOld(),
                    "left out: so old that their segments are dropped, nobody can say whether they are counted");
        }
        if (report.withoutJob() > 0) {
            row(
                    report.withoutJob(),
                    "left out: their job is neither in the file nor in the pool, so their work cannot be checked");
        }
    }

    private void row(int count, String what) {
        spec.commandLine().getOut().printf("%,12d  %s%n", count, what);
    }
}
