package neman.stratum.miner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;

/** What a pool can say to a miner, as far as this miner listens. */
sealed interface PoolMessage {
    /** @param error the pool's words; empty where there is none */
    record Answer(long id, boolean isTrue, String error) implements PoolMessage {}

    /** The answer to the subscribe. */
    record Subscription(byte[] extranonce1, int extranonce2Bytes) implements PoolMessage {}

    record SetDifficulty(Target target) implements PoolMessage {}

    record Notify(PoolJob job, boolean clean) implements PoolMessage {}

    /**
     * The miner is to come back, perhaps elsewhere.
     *
     * @param host empty: where it is
     * @param port empty: the one where it is
     * @param waitSeconds before it connects; as the pool says it, so it may be anything from 0
     */
    record Reconnect(Optional<String> host, OptionalInt port, int waitSeconds) implements PoolMessage {}

    /** Anything else: passed over. */
    record Other() implements PoolMessage {}

    ObjectMapper JSON = new ObjectMapper();

    /**
     * @param subscribeId the id whose answer is a subscription
     * @throws IOException where the line is not what a pool says
     */
    static PoolMessage parse(String line, long subscribeId) throws IOException {
        try {
            JsonNode message = JSON.readTree(line);
            return message.hasNonNull("method") ? notification(message) : answer(message, subscribeId);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException("the pool sent a line that is not understood: " + e.getMessage(), e);
        }
    }

    private static PoolMessage notification(JsonNode message) {
        JsonNode params = message.path("params");
        return switch (message.path("method").asText()) {
            case "mining.set_difficulty" ->
                new SetDifficulty(Difficulty.of(params.path(0).asText()).target());
            case "mining.notify" ->
                new Notify(PoolJob.parse(params), params.path(8).asBoolean());
            case "client.reconnect" -> reconnect(params);
            default -> new Other();
        };
    }

    /** Pools send numbers as texts, too, and null or nothing for what stays. */
    private static PoolMessage reconnect(JsonNode params) {
        int port = params.path(1).asInt(0);
        return new Reconnect(
                Optional.of(params.path(0)).filter(JsonNode::isTextual).map(JsonNode::asText),
                port > 0 && port <= 65_535 ? OptionalInt.of(port) : OptionalInt.empty(),
                Math.max(0, params.path(2).asInt(0)));
    }

    private static PoolMessage answer(JsonNode message, long subscribeId) {
        long id = message.path("id").asLong(-1);
        JsonNode result = message.path("result");
        if (id == subscribeId && result.isArray()) {
            byte[] extranonce1 = HexFormat.of().parseHex(result.path(1).asText());
            int extranonce2Bytes = result.path(2).asInt();
            if (extranonce2Bytes < 1 || extranonce2Bytes > Long.BYTES) {
                throw new IllegalArgumentException("an extranonce2 of " + extranonce2Bytes + " bytes");
            }
            return new Subscription(extranonce1, extranonce2Bytes);
        }
        JsonNode error = message.path("error");
        String words = error.isArray() ? error.path(1).asText() : error.asText("");
        return new Answer(id, result.isBoolean() && result.asBoolean(), error.isNull() ? "" : words);
    }
}
