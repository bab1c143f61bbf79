package neman.bitcoin.node;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of one HTTP/1.1 answer, read as it arrives (RFC 9112, section 6): of known length, in chunks, or up to the end of
 * the connection. Bounded, so that no node can fill the memory.
 *
 * <p>Whatever the connection does wrong becomes a {@link BrokenConnectionException}; a body that is too large a plain one.
 */
final class HttpBody extends InputStream {
    /** Neither a chunk's size line nor a trailer is longer. */
    private static final int MAX_LINE_BYTES = 256;

    private static final int MAX_TRAILERS = 16;
    private static final int HEX = 16;

    /** How the end is known. */
    enum Framing {
        LENGTH,
        CHUNKS,
        CONNECTION
    }

    private final InputStream in;
    private final Framing framing;
    private final long maxBytes;
    /** Of the body, or of the chunk. */
    private long left;

    private long received;
    private boolean afterChunk;
    private boolean ended;

    /** @param length where that is the framing; else 0 */
    HttpBody(InputStream in, Framing framing, long length, long maxBytes) {
        this.in = in;
        this.framing = framing;
        this.maxBytes = maxBytes;
        this.left = framing == Framing.CONNECTION ? Long.MAX_VALUE : length;
        this.ended = framing == Framing.LENGTH && length == 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (framing == Framing.CHUNKS && left == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int read = readSome(bytes, offset, (int) Math.min(length, left));
        if (read < 0) {
            return end();
        }
        received += read;
        left -= read;
        ended = framing == Framing.LENGTH && left == 0;
        if (received > maxBytes) {
            throw new IOException("the answer has more than " + maxBytes + " bytes");
        }
        return read;
    }

    private int end() throws IOException {
        if (framing != Framing.CONNECTION) {
            throw new BrokenConnectionException(new EOFException("it ended within an answer"));
        }
        ended = true;
        return -1;
    }

    private int readSome(byte[] bytes, int offset, int length) throws BrokenConnectionException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw new BrokenConnectionException(e);
        }
    }

    private void beginChunk() throws IOException {
        if (afterChunk) {
            line();
        }
        afterChunk = true;
        String size = line();
        int extension = size.indexOf(';');
        String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
        try {
            left = Long.parseLong(digits, HEX);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk of the answer has no size", e);
        }
        if (left < 0) {
            throw new IOException("a chunk of the answer has a negative size");
        }
        if (left == 0) {
            readTrailers();
            ended = true;
        }
    }

    private void readTrailers() throws IOException {
        int trailers = 0;
        while (!line().isEmpty()) {
            if (++trailers > MAX_TRAILERS) {
                throw new IOException("the answer has too many trailers");
            }
        }
    }

    private String line() throws IOException {
        return readLine(in, MAX_LINE_BYTES);
    }

    /** Without its end. */
    static String readLine(InputStream in, int maxBytes) throws IOException {
        byte[] bytes = new byte[maxBytes];
        for (int length = 0; length < maxBytes; length++) {
            int next;
            try {
                next = in.read();
            } catch (IOException e) {
                throw new BrokenConnectionException(e);
            }
            if (next < 0) {
                throw new BrokenConnectionException(new EOFException("it was closed"));
            }
            if (next == '\n') {
                int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
                return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
            }
            bytes[length] = (byte) next;
        }
        throw new IOException("a line of the answer's head has more than " + maxBytes + " bytes");
    }

    /** Reads what is left, should it be little; whether the connection can then serve another request. */
    boolean drain() throws IOException {
        byte[] rest = new byte[MAX_LINE_BYTES];
        for (int i = 0; i < MAX_TRAILERS; i++) {
            if (read(rest) < 0) {
                return framing != Framing.CONNECTION;
            }
        }
        return false;
    }
}
