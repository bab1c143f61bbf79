package neman.stratum.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import neman.bitcoin.Difficulty;
import neman.stratum.miner.PoolJob;

/** What a pool says, as far as a load generator cares. */
sealed interface PoolLine {
    /** @param error empty where the result is true, else the code and the pool's words: untrusted text */
    record Answer(long id, String error) implements PoolLine {
        boolean isTrue() {
            return error.isEmpty();
        }
    }

    record Subscribed(byte[] extranonce1, int extranonce2Bytes) implements PoolLine {}

    record SetDifficulty(Difficulty difficulty) implements PoolLine {}

    record Notify(PoolJob job, boolean clean) implements PoolLine {}

    record Other() implements PoolLine {}

    ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException where the line is not what a pool says */
    static PoolLine parse(byte[] bytes, int start, int end) throws IOException {
        try {
            JsonNode message = JSON.readTree(bytes, start, end - start);
            return message.hasNonNull("method") ? notification(message) : answer(message);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String line = new String(bytes, start, Math.min(end - start, 200), StandardCharsets.UTF_8);
            throw new IOException("the pool said what is not understood: " + line, e);
        }
    }

    private static PoolLine notification(JsonNode message) {
        JsonNode params = message.path("params");
        return switch (message.path("method").asText()) {
            case "mining.set_difficulty" ->
                new SetDifficulty(roundedUp(new BigDecimal(params.path(0).asText())));
            case "mining.notify" ->
                new Notify(PoolJob.parse(params), params.path(8).asBoolean());
            default -> new Other();
        };
    }

    /** Rounded up: a share that meets it is good for a pool that counts finer. */
    private static Difficulty roundedUp(BigDecimal decimal) {
        if (decimal.compareTo(Difficulty.MAX.toDecimal()) >= 0) {
            return Difficulty.MAX;
        }
        BigDecimal units = decimal.multiply(BigDecimal.valueOf(Difficulty.UNITS_PER_ONE));
        return new Difficulty(
                units.setScale(0, RoundingMode.CEILING).max(BigDecimal.ONE).longValueExact());
    }

    private static PoolLine answer(JsonNode message) {
        JsonNode result = message.path("result");
        if (result.isArray()) {
            int bytes = result.path(2).asInt();
            if (bytes < 1 || bytes > 16) {
                throw new IllegalArgumentException("an extranonce2 of " + bytes + " bytes");
            }
            return new Subscribed(HexFormat.of().parseHex(result.path(1).asText()), bytes);
        }
        long id = message.path("id").asLong(-1);
        return new Answer(id, result.isBoolean() && result.asBoolean() ? "" : error(message));
    }

    /** Arrays, objects, and ckpool's {@code reject-reason} beside an error of null. */
    private static String error(JsonNode message) {
        JsonNode error = message.path("error");
        String words = error.isArray()
                ? error.path(0).asText() + " " + error.path(1).asText()
                : error.isObject()
                        ? error.path("code").asText() + " "
                                + error.path("message").asText()
                        : "";
        String text = words.isBlank() ? message.path("reject-reason").asText("no reason given") : words;
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.substring(0, Math.min(printable.length(), 60));
    }
}
