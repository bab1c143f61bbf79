package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The calls through which a journal file is written; tests put a failing disk behind them. */
interface JournalChannel extends AutoCloseable {
    interface Opener {
        /** Creates {@code file}, which must not exist, and makes its name durable. */
        JournalChannel create(Path file) throws IOException;
    }

    /** All of {@code bytes}, behind what was written before. */
    void write(ByteBuffer bytes) throws IOException;

    /** Fills the file with zeros from {@code from} to {@code to}, behind what was written. */
    void fill(long from, long to) throws IOException;

    /** Makes what was written durable, and what was filled. */
    void force() throws IOException;

    /** Cuts the file off. */
    void truncate(long bytes) throws IOException;

    @Override
    void close() throws IOException;
}
