package neman.deploy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One command line in this process, up to its exit status: for tests in which a process for each would take most of the time.
 *
 * @param out what it printed on standard output
 * @param err on standard error
 */
public record CommandLineRun(int status, String out, String err) {
    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandLineRun(status, out.toString(), err.toString());
    }
}
