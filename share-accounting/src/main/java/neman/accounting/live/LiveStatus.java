package neman.accounting.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one stratum instance at one moment. Remote addresses are left out on purpose.
 *
 * <p>As JSON the components are the members; a reader ignores members that it does not know, so that instances of the
 * release after can be shown.
 *
 * @param instance its number
 * @param publishedAtMillis the instance's clock
 * @param connections open ones, authorized or not
 * @param sessions the authorized ones, at most {@value #SESSIONS_MAX}
 * @param currentJob null before the first template
 * @param rejectedByReason totals since the start, by the wire name of the refusal
 */
public record LiveStatus(
        int instance,
        long startedAtMillis,
        long publishedAtMillis,
        int connections,
        List<Session> sessions,
        Job currentJob,
        long accepted,
        Map<String, Long> rejectedByReason) {
    /** More are cut off by the publisher: about 250 bytes each. */
    public static final int SESSIONS_MAX = 20_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * @param account canonical address text
     * @param worker the name below the account, empty where the miner gave none
     * @param userAgent as the miner sent it: untrusted text
     * @param difficulty exact decimal text
     * @param lastShareAtMillis of the last accepted share; 0 where none was
     */
    public record Session(
            String account,
            String worker,
            String userAgent,
            String difficulty,
            long connectedAtMillis,
            long accepted,
            Map<String, Long> rejectedByReason,
            long lastShareAtMillis) {}

    /**
     * @param jobId as on the wire
     * @param previousBlock in display order
     */
    public record Job(int height, String jobId, String previousBlock, long coinbaseValueSats, int transactions) {}

    public Optional<Job> job() {
        return Optional.ofNullable(currentJob);
    }

    public byte[] toJson() {
        LiveStatus bounded = sessions.size() <= SESSIONS_MAX ? this : withSessions(sessions.subList(0, SESSIONS_MAX));
        try {
            return JSON.writeValueAsBytes(bounded);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException where the bytes are not a status */
    public static LiveStatus ofJson(byte[] json) throws IOException {
        return JSON.readValue(json, LiveStatus.class);
    }

    private LiveStatus withSessions(List<Session> kept) {
        return new LiveStatus(
                instance,
                startedAtMillis,
                publishedAtMillis,
                connections,
                kept,
                currentJob,
                accepted,
                rejectedByReason);
    }
}
