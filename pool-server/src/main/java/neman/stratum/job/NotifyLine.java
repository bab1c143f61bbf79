package neman.stratum.job;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;

/**
 * {@code mining.notify}: job id, previous block, coinb1, coinb2, branches, version, nbits, ntime, clean. Exactly nine
 * parameters; numbers of exactly 8 hex digits; the job id without leading zeros, 1 … 16 digits.
 *
 * <p>Everything but the id and the last word is encoded once.
 */
final class NotifyLine {
    private static final byte[] BEFORE_ID = ascii("{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"");
    private static final byte[] CLEAN = ascii("true]}\n");
    private static final byte[] NOT_CLEAN = ascii("false]}\n");
    private static final HexFormat HEX = HexFormat.of();

    private final long jobId;
    private final byte[] middle;
    private final ByteBuf clean;
    private final ByteBuf notClean;

    /** @param zeroBytes of the prefix that belong to extranonce1 */
    NotifyLine(JobRecord job, int zeroBytes) {
        this.jobId = job.jobId();
        this.middle = ascii(middle(job, zeroBytes));
        this.clean = shared(encode(jobId, CLEAN));
        this.notClean = shared(encode(jobId, NOT_CLEAN));
    }

    /** Memory that the socket takes as it is. The collector frees it with the job, when the last connection has written it. */
    private static ByteBuf shared(byte[] line) {
        ByteBuffer direct = ByteBuffer.allocateDirect(line.length).put(line).flip();
        return Unpooled.wrappedBuffer(direct).asReadOnly();
    }

    /** Shared bytes for the job's own id, made anew for a variant; to be released in either case. */
    ByteBuf bytes(long sentId, boolean isClean) {
        if (sentId == jobId) {
            return (isClean ? clean : notClean).retainedDuplicate();
        }
        return Unpooled.wrappedBuffer(encode(sentId, isClean ? CLEAN : NOT_CLEAN));
    }

    private byte[] encode(long sentId, byte[] end) {
        byte[] id = ascii(Long.toHexString(sentId));
        byte[] line = new byte[BEFORE_ID.length + id.length + middle.length + end.length];
        int at = 0;
        for (byte[] part : List.of(BEFORE_ID, id, middle, end)) {
            System.arraycopy(part, 0, line, at, part.length);
            at += part.length;
        }
        return line;
    }

    private static String middle(JobRecord job, int zeroBytes) {
        StringBuilder json = new StringBuilder("\",\"").append(swappedWords(job.previousBlock()));
        byte[] prefix = job.coinbasePrefix();
        json.append("\",\"").append(HEX.formatHex(prefix, 0, prefix.length - zeroBytes));
        json.append("\",\"").append(HEX.formatHex(job.coinbaseSuffix())).append("\",[");
        String separator = "\"";
        for (Hash256 sibling : job.merkleBranch()) {
            json.append(separator)
                    .append(HEX.formatHex(sibling.toHeaderOrder()))
                    .append('"');
            separator = ",\"";
        }
        json.append("],\"").append(HEX.toHexDigits(job.version()));
        json.append("\",\"").append(HEX.toHexDigits(job.nbits()));
        json.append("\",\"").append(HEX.toHexDigits((int) job.timeSeconds()));
        return json.append("\",").toString();
    }

    /** The header's 32 bytes with every word of four reversed: a quirk that all firmware undoes. */
    private static String swappedWords(Hash256 hash) {
        byte[] bytes = hash.toHeaderOrder();
        byte[] swapped = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            swapped[i] = bytes[i ^ 3];
        }
        return HEX.formatHex(swapped);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
