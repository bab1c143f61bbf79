package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Real files on a disk that can be told to fail. */
final class FailingDisk implements JournalChannel.Opener {
    private volatile boolean forceFails;
    private volatile boolean createFails;
    private volatile int forces;

    void failForces(boolean fails) {
        forceFails = fails;
    }

    void failCreation(boolean fails) {
        createFails = fails;
    }

    int forces() {
        return forces;
    }

    @Override
    public JournalChannel create(Path file) throws IOException {
        if (createFails) {
            throw new IOException("no space left (a test's)");
        }
        JournalChannel real = DiskChannel.create(file);
        return new JournalChannel() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                real.write(bytes);
            }

            @Override
            public void fill(long from, long to) throws IOException {
                real.fill(from, to);
            }

            @Override
            public void truncate(long bytes) throws IOException {
                real.truncate(bytes);
            }

            @Override
            public void force() throws IOException {
                forces = forces + 1;
                if (forceFails) {
                    throw new IOException("the disk failed (a test's)");
                }
                real.force();
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }
}
