package neman.stratum.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import neman.bitcoin.Difficulty;
import neman.bitcoin.block.ExtranonceRoom;

/**
 * What the pool says, as lines of bytes ending with LF. Every answer has {@code id}, {@code result} and {@code error}, in the
 * shapes that the pickiest firmware wants: see each method.
 */
public final class ServerLines {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ID = ascii("{\"id\":");
    private static final byte[] TRUE = ascii(",\"result\":true,\"error\":null}\n");
    private static final byte[] RESULT = ascii(",\"result\":");
    private static final byte[] NO_ERROR = ascii(",\"error\":null}\n");
    private static final byte[] SET_DIFFICULTY =
            ascii("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[");
    private static final byte[] RECONNECT = ascii("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}\n");
    private static final byte[] END_PARAMS = ascii("]}\n");

    private ServerLines() {}

    /** Only JSON true counts as an accepted share. */
    public static ByteBuf accepted(ByteBufAllocator allocator, RequestId id) {
        ByteBuf line = answerTo(allocator, id);
        return line.writeBytes(TRUE);
    }

    public static ByteBuf refused(ByteBufAllocator allocator, RequestId id, ErrorText error) {
        ByteBuf line = answerTo(allocator, id);
        return line.writeBytes(error.bytes());
    }

    /**
     * Exactly three elements, the subscriptions as pairs: firmware deserialises them so.
     *
     * @param session with which the miner can come back; hex digits
     */
    public static ByteBuf subscribed(
            ByteBufAllocator allocator, RequestId id, String session, ExtranonceRoom room, int extranonce1) {
        return answer(
                allocator,
                id,
                "[[[\"mining.set_difficulty\",\"" + session + "\"],[\"mining.notify\",\"" + session + "\"]],\""
                        + room.digits(extranonce1) + "\"," + room.extranonce2Bytes() + "]");
    }

    /**
     * One entry for every extension that was asked for and no other: some firmware disconnects for ever on a key that it did
     * not ask for, and BIP310 wants false for unknown ones.
     *
     * @param mask what may be rolled; with 0, version rolling is answered false
     * @param minimumKept whether the minimum difficulty that was asked for will be kept
     */
    public static ByteBuf configured(
            ByteBufAllocator allocator, RequestId id, List<String> extensions, int mask, boolean minimumKept) {
        StringBuilder result = new StringBuilder("{");
        for (String extension : new LinkedHashSet<>(extensions)) {
            result.append(result.length() == 1 ? "" : ",");
            appendExtension(result, extension, mask, minimumKept);
        }
        return answer(allocator, id, result.append('}').toString());
    }

    private static void appendExtension(StringBuilder result, String extension, int mask, boolean minimumKept) {
        switch (extension) {
            case "version-rolling" -> {
                result.append("\"version-rolling\":").append(mask != 0);
                if (mask != 0) {
                    result.append(",\"version-rolling.mask\":\"")
                            .append(HEX.toHexDigits(mask))
                            .append('"');
                }
            }
            case "minimum-difficulty" ->
                result.append("\"minimum-difficulty\":").append(minimumKept);
            case "subscribe-extranonce", "info" ->
                result.append('"').append(extension).append("\":true");
            default -> {
                JsonText.appendQuoted(result, extension);
                result.append(":false");
            }
        }
    }

    /** The answer to {@code mining.ping}. */
    public static ByteBuf pong(ByteBufAllocator allocator, RequestId id) {
        return answer(allocator, id, "\"pong\"");
    }

    /**
     * The answer to {@code mining.get_transactions}: none are shown. Empty for another reason, too: ESP-Miner takes an array of
     * three and more for the answer to its subscribe.
     */
    public static ByteBuf noTransactions(ByteBufAllocator allocator, RequestId id) {
        return answer(allocator, id, "[]");
    }

    /** The answer to {@code agent.get_capabilities}: plain Stratum and nothing else. */
    public static ByteBuf noCapabilities(ByteBufAllocator allocator, RequestId id) {
        return answer(allocator, id, "{\"capabilities\":[]}");
    }

    /** A plain decimal without an exponent, whole at 1 and above. */
    public static ByteBuf setDifficulty(ByteBufAllocator allocator, Difficulty difficulty) {
        ByteBuf line = allocator.buffer(96).writeBytes(SET_DIFFICULTY);
        ByteBufUtil.writeAscii(line, difficulty.toString());
        return line.writeBytes(END_PARAMS);
    }

    private static ByteBuf answer(ByteBufAllocator allocator, RequestId id, String result) {
        ByteBuf line = answerTo(allocator, id).writeBytes(RESULT);
        ByteBufUtil.writeAscii(line, result);
        return line.writeBytes(NO_ERROR);
    }

    private static ByteBuf answerTo(ByteBufAllocator allocator, RequestId id) {
        ByteBuf line = allocator.buffer(96).writeBytes(ID);
        id.writeTo(line);
        return line;
    }

    static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
