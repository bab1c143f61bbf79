package neman.accounting.journal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.Hash256;

/** Reads what {@link JournalJson} writes. */
public final class JournalJsonReader {
    /** A job with the longest coinbase and the most branches that a journal holds. */
    public static final int LINE_CHARS_MAX = 1 << 19;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param position where the record stood; its instance is the one whose journal that was */
    public record Line(JournalPosition position, JournalRecord record) {}

    private JournalJsonReader() {}

    /** @throws IllegalArgumentException where {@code line} is not one record, as a journal may hold it */
    public static Line read(String line) {
        if (line.length() > LINE_CHARS_MAX) {
            throw new IllegalArgumentException("a line of " + line.length() + " characters is no record");
        }
        try {
            JsonNode json = JSON.readTree(line);
            return new Line(JournalPosition.parse(text(json, "position")), record(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no JSON: " + e.getOriginalMessage(), e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("this is no time: " + e.getMessage(), e);
        }
    }

    private static JournalRecord record(JsonNode json) {
        return switch (text(json, "type")) {
            case "share" -> share(json);
            case "job" -> job(json);
            case "block" ->
                new BlockRecord(
                        Hash256.parse(text(json, "hash")), (int) number(json, "height"), share(json.path("solution")));
            case "barrier" -> new BarrierRecord(Hash256.parse(text(json, "hash")));
            default -> throw new IllegalArgumentException("'" + text(json, "type") + "' is no type of record");
        };
    }

    private static ShareRecord share(JsonNode json) {
        return new ShareRecord(
                HexFormat.fromHexDigitsToLong(text(json, "jobId")),
                text(json, "account"),
                text(json, "worker"),
                HexFormat.fromHexDigits(text(json, "extranonce1")),
                HexFormat.fromHexDigitsToLong(text(json, "extranonce2")),
                HexFormat.fromHexDigits(text(json, "ntime")),
                HexFormat.fromHexDigits(text(json, "nonce")),
                HexFormat.fromHexDigits(text(json, "version")),
                number(json, "difficultyUnits"),
                Instant.parse(text(json, "receivedAt")).toEpochMilli());
    }

    private static JobRecord job(JsonNode json) {
        List<Hash256> branch = new ArrayList<>();
        for (JsonNode sibling : json.path("merkleBranch")) {
            branch.add(Hash256.ofHeaderOrder(HexFormat.of().parseHex(sibling.asText())));
        }
        return new JobRecord(
                HexFormat.fromHexDigitsToLong(text(json, "jobId")),
                (int) number(json, "height"),
                Hash256.parse(text(json, "previousBlock")),
                HexFormat.fromHexDigits(text(json, "version")),
                HexFormat.fromHexDigits(text(json, "nbits")),
                Instant.parse(text(json, "time")).getEpochSecond(),
                HexFormat.of().parseHex(text(json, "coinbasePrefix")),
                HexFormat.of().parseHex(text(json, "coinbaseSuffix")),
                (int) number(json, "extranonce2Bytes"),
                branch,
                number(json, "coinbaseValueSats"));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("has no text '" + name + "'");
        }
        return value.asText();
    }

    private static long number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.canConvertToExactIntegral() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException("has no number '" + name + "' from 0 on");
        }
        return value.asLong();
    }
}
