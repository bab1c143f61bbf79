package neman.stratum.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import neman.bitcoin.Difficulty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":4711,\"result\":true,\"error\":null}",
                "{\"result\": true, \"error\": null, \"id\": 4711}",
                "{\"error\":null,\"id\":4711,\"result\":true}\r",
            })
    void anAcceptedShareIsReadInEveryOrder(String line) throws IOException {
        byte[] bytes = bytes("xx" + line);
        assertEquals(4711, AnswerScan.acceptedId(bytes, 2, bytes.length));
        assertEquals(new PoolLine.Answer(4711, ""), PoolLine.parse(bytes, 2, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":4711,\"result\":null,\"error\":[23,\"true\",null]}",
                "{\"id\":4711,\"result\":false,\"error\":null,\"reject-reason\":\"Stale\"}",
                "{\"id\":null,\"result\":true,\"error\":null}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1]}",
                "{\"id\":",
                "",
            })
    void nothingElseIsTakenForOne(String line) {
        byte[] bytes = bytes(line);
        assertEquals(AnswerScan.NOT_ACCEPTED, AnswerScan.acceptedId(bytes, 0, bytes.length));
    }

    @Test
    void refusalsAreTakenInTheShapesThatPoolsUse() throws IOException {
        assertEquals(
                new PoolLine.Answer(5, "23 Low difficulty share"),
                parse("{\"id\":5,\"result\":null,\"error\":[23,\"Low difficulty share\",null]}"));
        assertEquals(
                new PoolLine.Answer(5, "21 Job not found"),
                parse("{\"id\":5,\"result\":null,\"error\":{\"code\":21,\"message\":\"Job not found\"}}"));
        assertEquals(
                new PoolLine.Answer(5, "Stale"),
                parse("{\"result\": false, \"error\": null, \"id\": 5, \"reject-reason\": \"Stale\"}"));
        assertEquals(new PoolLine.Answer(5, "no reason given"), parse("{\"id\":5,\"result\":false}"));
    }

    @Test
    void difficultiesComeWithExponentsAndBelowTheSmallestUnit() throws IOException {
        assertEquals(new PoolLine.SetDifficulty(new Difficulty(16)), setDifficulty("3.725290298461914e-09"));
        assertEquals(new PoolLine.SetDifficulty(new Difficulty(1)), setDifficulty("1e-30"));
        assertEquals(new PoolLine.SetDifficulty(Difficulty.of("512")), setDifficulty("512"));
    }

    @Test
    void whatIsNoJsonEndsTheConnection() {
        assertThrows(IOException.class, () -> parse("HTTP/1.1 400 Bad Request"));
    }

    private static PoolLine setDifficulty(String value) throws IOException {
        return parse("{\"params\": [" + value + "], \"id\": null, \"method\": \"mining.set_difficulty\"}");
    }

    private static PoolLine parse(String line) throws IOException {
        byte[] bytes = bytes(line);
        return PoolLine.parse(bytes, 0, bytes.length);
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
