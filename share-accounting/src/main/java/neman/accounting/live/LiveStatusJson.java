package neman.accounting.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import neman.accounting.live.LiveStatus.Session;

/**
 * A status in values of bounded size: a head with everything but the sessions, and pages of {@value #PAGE_SESSIONS} sessions.
 * The release before wrote head and sessions as one value; that is read, too.
 */
final class LiveStatusJson {
    /** About 200 KiB. */
    static final int PAGE_SESSIONS = 500;

    private static final String PAGES = "sessionPages";
    private static final String SLOT = "sessionSlot";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private LiveStatusJson() {}

    /**
     * @param status without sessions, unless the release before wrote it
     * @param pages how many there are
     * @param slot which of the two sets of pages they are: the one before may still be read while this is written
     */
    record Head(LiveStatus status, int pages, int slot) {}

    static List<byte[]> pages(LiveStatus status) {
        int kept = Math.min(status.sessions().size(), LiveStatus.SESSIONS_MAX);
        List<byte[]> pages = new ArrayList<>();
        for (int from = 0; from < kept; from += PAGE_SESSIONS) {
            pages.add(encode(status.sessions().subList(from, Math.min(kept, from + PAGE_SESSIONS))));
        }
        return pages;
    }

    static byte[] head(LiveStatus status, int pages, int slot) {
        ObjectNode head = JSON.valueToTree(status.withSessions(List.of()));
        return encode(head.put(PAGES, pages).put(SLOT, slot));
    }

    private static byte[] encode(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException where the bytes are no head */
    static Head parseHead(byte[] json) throws IOException {
        JsonNode head = JSON.readTree(json);
        int pages = Math.min(head.path(PAGES).asInt(0), LiveStatus.SESSIONS_MAX / PAGE_SESSIONS);
        return new Head(
                JSON.treeToValue(head, LiveStatus.class), pages, head.path(SLOT).asInt(0));
    }

    /** @throws IOException where the bytes are no page */
    static List<Session> parsePage(byte[] json) throws IOException {
        return List.of(JSON.readValue(json, Session[].class));
    }
}
