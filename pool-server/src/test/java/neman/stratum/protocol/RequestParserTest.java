package neman.stratum.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.stratum.protocol.ClientRequest.Configure;
import neman.stratum.protocol.ClientRequest.Malformed;
import neman.stratum.protocol.ClientRequest.Submit;
import neman.stratum.protocol.ClientRequest.SuggestDifficulty;
import neman.stratum.protocol.ClientRequest.UnreadableSubmit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final RequestParser parser = new RequestParser();

    private ClientRequest parse(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 0, bytes.length);
    }

    private static RequestId id(String json) {
        return RequestId.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsASubmitWithItsMembersInAnyOrder() {
        Submit expected =
                new Submit(id("4"), "u.w", 0x1f0L, 0x0102030405060708L, 8, 0x6b031ae5, 0xffffffff, 0x1fffe000);
        String params =
                "\"params\": [\"u.w\", \"1f0\", \"0102030405060708\", \"6b031ae5\", \"ffffffff\", \"1fffe000\"]";
        assertEquals(expected, parse("{" + params + ", \"id\": 4, \"method\": \"mining.submit\"}"));
        assertEquals(expected, parse("{\"method\":\"mining.submit\"," + params + ",\"id\":4}"));
    }

    @Test
    void takesShortNumbersAndNoVersionBits() {
        assertEquals(
                new Submit(RequestId.NULL, "u", 0xa, 1, 4, 0x5, 0xB, 0),
                parse(
                        "{\"id\":null,\"method\":\"mining.submit\",\"params\":[\"u\",\"A\",\"00000001\",\"5\",\"B\",null,7]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[\"u\"]",
                "[\"u\",\"1\",\"00\",\"5\"]",
                "[\"u\",\"1\",\"0\",\"5\",\"6\"]",
                "[\"u\",\"1\",\"\",\"5\",\"6\"]",
                "[\"u\",\"1\",\"112233445566778899\",\"5\",\"6\"]",
                "[\"u\",\"1\",\"00\",5,\"6\"]",
                "[\"u\",\"1\",\"00\",\"5\",\"g\"]",
                "[\"u\",\"1\",\"00\",\"5\",\"6\",\"123456789\"]",
                "[\"u\",\"1\",\"0x\",\"5\",\"6\"]",
                "[\"u\",\"1\",\"00\",\"-5\",\"6\"]",
                "{\"a\":1}",
                "\"u\""
            })
    void tellsSubmitsWithoutAHeaderApart(String params) {
        assertInstanceOf(
                UnreadableSubmit.class, parse("{\"id\":1,\"method\":\"mining.submit\",\"params\":" + params + "}"));
    }

    @Test
    void aJobThatCannotBeOursIsNumberZero() {
        for (String job : List.of("\"\"", "\"xyz\"", "\"12345678901234567\"", "null", "17")) {
            Submit submit = assertInstanceOf(
                    Submit.class,
                    parse("{\"id\":1,\"method\":\"mining.submit\",\"params\":[\"u\"," + job + ",\"00\",\"5\",\"6\"]}"));
            assertEquals(0, submit.jobId(), job);
        }
    }

    @Test
    void readsConfigureAsAsked() {
        assertEquals(
                new Configure(id("\"conf\""), List.of("version-rolling", "x"), 0x00ffe000, Optional.empty(), ""),
                parse("{\"id\":\"conf\",\"method\":\"mining.configure\",\"params\":[[\"version-rolling\",7e,\"x\"],{}]}"
                        .replace("7e,", "")
                        .replace("{}", "{\"version-rolling.mask\":\"00ffe000\",\"version-rolling.min-bit-count\":2}")));
        assertEquals(
                new Configure(id("1"), List.of(), -1, Optional.of(new BigDecimal("2048")), "S9 2.1"),
                parse(
                        "{\"id\":1,\"method\":\"mining.configure\",\"params\":[null,{\"a\":[{}],\"minimum-difficulty.value\":2048,"
                                + "\"info.sw-version\":\"2.1\",\"info.hw-version\":\"S9\"}]}"));
    }

    @Test
    void readsSuggestionsAsNumbersStringsAndTargets() {
        assertEquals(suggestion("0.00015"), parse(suggest("0.00015")));
        assertEquals(suggestion("0.500000"), parse(suggest("\"0.500000\"")));
        assertEquals(suggestion("1E-7"), parse(suggest("1e-7")));
        assertEquals(
                new SuggestDifficulty(id("1"), Optional.of(BigDecimal.ONE)),
                parse("{\"id\":1,\"method\":\"mining.suggest_target\",\"params\":[\"00000000ffff" + "0".repeat(52)
                        + "\"]}"));
        for (String nothing : List.of("0", "-1", "\"\"", "null", "\"abc\"", "1e999999999", "[1]", "\"NaN\"")) {
            assertEquals(new SuggestDifficulty(id("1"), Optional.empty()), parse(suggest(nothing)), nothing);
        }
    }

    private static SuggestDifficulty suggestion(String number) {
        return new SuggestDifficulty(id("1"), Optional.of(new BigDecimal(number)));
    }

    private static String suggest(String value) {
        return "{\"id\":1,\"method\":\"mining.suggest_difficulty\",\"params\":[" + value + "]}";
    }

    @Test
    void nestingIsBounded() {
        assertInstanceOf(Malformed.class, parse("{\"id\":1,\"method\":\"m\",\"params\":" + "[".repeat(4000)));
        assertInstanceOf(
                Malformed.class,
                parse("{\"id\":1,\"method\":\"m\",\"params\":" + "[".repeat(20) + "]".repeat(20) + "}"));
    }

    /** Lines made of pieces of real ones: this parser takes as JSON exactly what Jackson takes. */
    @Test
    void agreesWithAnotherParserOnWhatIsJson() {
        String[] pieces = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"id\"",
            "\"method\"",
            "\"params\"",
            "\"mining.submit\"",
            "\"\\u00e9\\n\"",
            "\"\\x\"",
            "\"\\u12\"",
            "0",
            "-0",
            "01",
            "1.5",
            "1.",
            ".5",
            "1e5",
            "1e",
            "-",
            "true",
            "false",
            "null",
            "tru",
            " ",
            "\t",
            "\"",
            "\\",
            "{}",
            "[]",
            "\u00e9"
        };
        Random random = new Random(20261122);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder line = new StringBuilder("{");
            for (int n = random.nextInt(9); n > 0; n--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            line.append(random.nextInt(4) == 0 ? "" : "}");
            boolean malformed = parse(line.toString()) instanceof Malformed;
            assertEquals(!isJson(line.toString()), malformed, line.toString());
        }
    }

    private static boolean isJson(String line) {
        try {
            return STRICT.readTree(line).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Real lines with bytes changed, dropped and doubled: nothing is thrown. */
    @Test
    void bearsAnyBytes() {
        byte[] real = ("{\"params\":[\"u.w\",\"1f0\",\"0102030405060708\",\"6b031ae5\",\"ffffffff\"],\"id\":4,"
                        + "\"method\":\"mining.submit\",\"x\":{\"y\":[\"\\u00e9\",1.5e3,true,null]}}")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] line = real.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                line[random.nextInt(line.length)] = (byte) random.nextInt(256);
            }
            int start = random.nextInt(3) == 0 ? random.nextInt(line.length) : 0;
            parser.parse(line, start, start + random.nextInt(line.length - start + 1));
        }
    }
}
