package neman.stratum.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** {@code mining.submit} for the shares of one {@link ShareWork}: all but id and nonce is encoded once. */
final class SubmitLine {
    private static final byte[] BEFORE_ID = ascii("{\"id\":");
    private static final byte[] AFTER_NONCE = ascii("\"]}\n");
    private static final int LONGEST_ID = 20;
    private static final byte[] DIGITS = ascii("0123456789abcdef");

    private final byte[] middle;

    /** @param quotedUser a JSON string, quotes included */
    SubmitLine(String quotedUser, ShareWork work) {
        HexFormat hex = HexFormat.of();
        middle = ascii(",\"method\":\"mining.submit\",\"params\":[" + quotedUser + ",\""
                + work.job().id() + "\",\"" + hex.formatHex(work.extranonce2()) + "\",\""
                + hex.toHexDigits(work.job().timeSeconds()) + "\",\"");
    }

    ByteBuf encode(ByteBufAllocator allocator, long id, int nonce) {
        ByteBuf line = allocator.buffer(BEFORE_ID.length + LONGEST_ID + middle.length + 8 + AFTER_NONCE.length);
        line.writeBytes(BEFORE_ID);
        writeDecimal(line, id);
        line.writeBytes(middle);
        for (int shift = 28; shift >= 0; shift -= 4) {
            line.writeByte(DIGITS[nonce >>> shift & 0xf]);
        }
        return line.writeBytes(AFTER_NONCE);
    }

    private static void writeDecimal(ByteBuf line, long value) {
        if (value >= 10) {
            writeDecimal(line, value / 10);
        }
        line.writeByte('0' + (int) (value % 10));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
