package neman.stratum.load;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Arrays;

/** Cuts what one connection reads into lines, in place; what is unfinished is kept. Thread: the connection's event loop. */
final class LineSplitter {
    static final int MAX_LINE_BYTES = 1 << 20;

    /** Told of each line without its end; the bytes are good only during the call. */
    interface Sink {
        void line(byte[] bytes, int start, int end) throws IOException;
    }

    private static final byte[] NOTHING = {};

    private byte[] kept = NOTHING;

    /** @throws IOException where a line is too long or {@code sink} says so */
    void read(ByteBuf in, Sink sink) throws IOException {
        byte[] bytes = Arrays.copyOf(kept, kept.length + in.readableBytes());
        in.readBytes(bytes, kept.length, in.readableBytes());
        int start = 0;
        for (int i = kept.length; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                sink.line(bytes, start, i);
                start = i + 1;
            }
        }
        kept = start == bytes.length ? NOTHING : Arrays.copyOfRange(bytes, start, bytes.length);
        if (kept.length > MAX_LINE_BYTES) {
            throw new IOException("the pool sent a line above " + MAX_LINE_BYTES + " bytes");
        }
    }
}
