package neman.stratum.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.List;

/**
 * Bytes into {@link ClientRequest}s: lines end with LF, a CR before it counts as white space, blank lines are nothing.
 *
 * <p>A line above its bound ends the connection (as a {@link TooLongFrameException} in the pipeline): there is no
 * telling what its rest means.
 */
public final class LineDecoder extends ByteToMessageDecoder {
    /** Real requests stay under 1 KiB; the largest buffer seen in firmware is 8 KiB. */
    public static final int MAX_LINE_BYTES = 8192;

    private final int maxLineBytes;
    private final RequestParser parser;
    private byte[] line = new byte[512];
    /** How far the waiting bytes have been searched for an LF. */
    private int searched;

    public LineDecoder() {
        this(MAX_LINE_BYTES, JsonScanner.MAX_DEPTH);
    }

    /** @param maxDepth of nesting below the request object */
    public LineDecoder(int maxLineBytes, int maxDepth) {
        this.maxLineBytes = maxLineBytes;
        this.parser = new RequestParser(maxDepth);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int end = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
        int length = (end < 0 ? in.writerIndex() : end) - start;
        if (length > maxLineBytes) {
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("a line of more than " + maxLineBytes + " bytes");
        }
        if (end < 0) {
            searched = length;
            return;
        }
        searched = 0;
        readLine(in, length, out);
    }

    private void readLine(ByteBuf in, int length, List<Object> out) {
        if (line.length < length) {
            line = new byte[maxLineBytes];
        }
        in.readBytes(line, 0, length).skipBytes(1);
        if (!isBlank(length)) {
            out.add(parser.parse(line, 0, length));
        }
    }

    private boolean isBlank(int length) {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\r' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** An unfinished last line means nothing. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes());
    }
}
