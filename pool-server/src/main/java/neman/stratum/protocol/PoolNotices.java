package neman.stratum.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import neman.bitcoin.block.ExtranonceRoom;

/**
 * What the pool says unasked, now and then, as lines of bytes ending with LF. Not every firmware knows every one: each method
 * names those that it is for.
 */
public final class PoolNotices {
    private PoolNotices() {}

    /** BIP310: another mask than the one that was agreed, valid at once. Only for those that configured version rolling. */
    public static ByteBuf setVersionMask(ByteBufAllocator allocator, int mask) {
        return notice(
                allocator, "mining.set_version_mask", "\"" + HexFormat.of().toHexDigits(mask) + "\"");
    }

    /**
     * Another extranonce1, which firmware applies with the next job; some at once. Only for those that subscribed to it.
     *
     * @param room as at the subscribe
     */
    public static ByteBuf setExtranonce(ByteBufAllocator allocator, ExtranonceRoom room, int extranonce1) {
        return notice(
                allocator, "mining.set_extranonce", "\"" + room.digits(extranonce1) + "\"," + room.extranonce2Bytes());
    }

    /** Come back to the same place, at once. */
    public static ByteBuf reconnect(ByteBufAllocator allocator) {
        return notice(allocator, "client.reconnect", "");
    }

    /** Always all three parameters: a proxy in use fails on fewer. */
    public static ByteBuf reconnect(ByteBufAllocator allocator, ReconnectTarget target) {
        StringBuilder params = new StringBuilder();
        JsonText.appendQuoted(params, target.host());
        params.append(',').append(target.port()).append(',').append(target.waitSeconds());
        return notice(allocator, "client.reconnect", params.toString());
    }

    /**
     * Come back to the same place after {@code waitSeconds}. Firmware of the cgminer family and the proxy that needs three
     * parameters keep their own host and port where they find no text.
     */
    public static ByteBuf comeBack(ByteBufAllocator allocator, int waitSeconds) {
        return notice(allocator, "client.reconnect", "null,null," + waitSeconds);
    }

    /** Shown to whoever looks at the miner's log. The cgminer family knows it. */
    public static ByteBuf showMessage(ByteBufAllocator allocator, String text) {
        StringBuilder params = new StringBuilder();
        JsonText.appendQuoted(params, text);
        return notice(allocator, "client.show_message", params.toString());
    }

    /** A question with an id, or nobody would answer it. Known to cgminer from 4.7.1 on and to ESP-Miner. */
    public static ByteBuf ping(ByteBufAllocator allocator) {
        ByteBuf line = allocator.buffer(64);
        ByteBufUtil.writeAscii(line, "{\"id\":1,\"method\":\"mining.ping\",\"params\":[]}\n");
        return line;
    }

    /** Asks for the firmware's name: a question with an id, answered by {@link ClientRequest.Answer}. */
    public static ByteBuf getVersion(ByteBufAllocator allocator) {
        ByteBuf line = allocator.buffer(64);
        ByteBufUtil.writeAscii(line, "{\"id\":1,\"method\":\"client.get_version\",\"params\":[]}\n");
        return line;
    }

    private static ByteBuf notice(ByteBufAllocator allocator, String method, String params) {
        ByteBuf line = allocator.buffer(96);
        ByteBufUtil.writeAscii(line, "{\"id\":null,\"method\":\"" + method + "\",\"params\":[" + params + "]}\n");
        return line;
    }
}
