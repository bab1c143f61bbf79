package neman.stratum.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDecoderTest {
    private static final String LINES = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"a\"]}\r\n"
            + "\n \r\n"
            + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"b\",\"c\"]}\n"
            + "no JSON\n"
            + "{}\n"
            + "{\"id\":3,\"method\":\"unfinished\"";

    private static List<Object> decode(byte[]... parts) {
        EmbeddedChannel channel = new EmbeddedChannel(new LineDecoder());
        for (byte[] part : parts) {
            channel.writeInbound(Unpooled.copiedBuffer(part));
        }
        channel.finish();
        List<Object> requests = new ArrayList<>();
        for (Object request = channel.readInbound(); request != null; request = channel.readInbound()) {
            requests.add(request);
        }
        return requests;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsTheSameWhereverTheBytesAreCut() {
        List<Object> whole = decode(bytes(LINES));
        assertEquals(4, whole.size());
        for (int first = 0; first <= LINES.length(); first++) {
            for (int second = first; second <= LINES.length(); second += 5) {
                assertEquals(
                        whole,
                        decode(
                                bytes(LINES.substring(0, first)),
                                bytes(LINES.substring(first, second)),
                                bytes(LINES.substring(second))));
            }
        }
    }

    @Test
    void readsOneByteAtATime() {
        byte[][] single = new byte[LINES.length()][];
        for (int i = 0; i < single.length; i++) {
            single[i] = bytes(LINES.substring(i, i + 1));
        }
        assertEquals(decode(bytes(LINES)), decode(single));
    }

    @Test
    void refusesLinesAboveTheBoundWithAndWithoutTheirEnd() {
        String longest = " ".repeat(LineDecoder.MAX_LINE_BYTES - 2) + "{}";
        assertEquals(1, decode(bytes(longest + "\n")).size());
        assertThrows(TooLongFrameException.class, () -> decode(bytes(longest + " \n")));
        assertThrows(TooLongFrameException.class, () -> decode(bytes(longest), bytes(" ")));
    }
}
