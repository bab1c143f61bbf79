package neman.bitcoin.node;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;

/**
 * The body of one answer, read as it arrives. Bounded, so that no node can fill the memory.
 *
 * <p>What the connection does wrong becomes a {@link BrokenConnectionException}; what the node says wrong stays a plain one.
 */
final class HttpBody extends FilterInputStream {
    private static final int DRAINED_BYTES = 4096;

    private final long maxBytes;
    private long received;

    HttpBody(InputStream in, long maxBytes) {
        super(in);
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readSome(bytes, offset, length);
        received += Math.max(read, 0);
        if (received > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return read;
    }

    private int readSome(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw named(e);
        }
    }

    static IOException tooLarge(long maxBytes) {
        return new IOException("the answer has more than " + maxBytes + " bytes");
    }

    /** What broke, told from what was badly said. */
    static IOException named(IOException cause) {
        boolean badlySaid = cause instanceof MessageConstraintException
                || cause instanceof MalformedChunkCodingException && !(cause instanceof TruncatedChunkException);
        return badlySaid ? cause : new BrokenConnectionException(cause);
    }

    /** Reads what is left, should it be little; whether all of it has come. */
    boolean drain() throws IOException {
        byte[] rest = new byte[DRAINED_BYTES];
        int length = 0;
        while (length < rest.length) {
            int read = read(rest, length, rest.length - length);
            if (read < 0) {
                return true;
            }
            length += read;
        }
        return false;
    }

    /** Does nothing: the library would read on to the end of an answer, however far that is. */
    @Override
    public void close() {}
}
