package neman.stratum.transport;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate cannot be served. The message names the file, what is wrong with it, and the remedy, in one line. */
public final class UnusableTlsFilesException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path file;

    UnusableTlsFilesException(Path file, String problem) {
        this(file, problem, null);
    }

    UnusableTlsFilesException(Path file, String problem, Exception cause) {
        super(file + " " + problem, cause);
        this.file = file;
    }

    /** Which of the two is to blame. */
    public Path file() {
        return file;
    }
}
