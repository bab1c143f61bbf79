package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;
import neman.stratum.miner.ShareSolver;
import neman.stratum.miner.ShareSolver.Solution;

/** The other end of a real TCP connection, line by line. */
final class TestMiner implements AutoCloseable {
    static final String USER = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080.rig";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Target NONE = Target.of(BigInteger.ONE);

    private final Socket socket = new Socket();
    private final BufferedReader lines;
    String extranonce1 = "";
    /** Named at the subscribe where it is not empty, and then the one that was given. */
    String session = "";

    JsonNode job = JSON.nullNode();
    private long extranonce2;
    private int lastId = 100;

    TestMiner(InetSocketAddress address) throws IOException {
        socket.setReceiveBufferSize(1 << 16); // small, so that bounds are reached soon
        socket.setSendBufferSize(1 << 16);
        socket.connect(address, 5_000);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void send(String line) throws IOException {
        sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** For another thread than the test's. */
    void sendUnchecked(byte[] bytes) {
        try {
            sendBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line as text; null where the pool closed the connection. */
    String line() throws IOException {
        try {
            return lines.readLine();
        } catch (SocketException e) {
            return null; // a reset says the same as an end
        }
    }

    JsonNode read() throws IOException {
        return JSON.readTree(line());
    }

    JsonNode call(String request) throws IOException {
        send(request);
        return read();
    }

    /** Passes over notifications until the answer with this id. */
    JsonNode awaitAnswer(int id) throws IOException {
        JsonNode line = read();
        while (line.path("id").asInt(-1) != id) {
            line = read();
        }
        return line;
    }

    /** Subscribes, authorizes, and takes the first difficulty and job. */
    TestMiner begin() throws IOException {
        return begin(USER);
    }

    TestMiner begin(String user) throws IOException {
        subscribe();
        JsonNode answer = call("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"x\"]}");
        assertTrue(answer.path("result").asBoolean(), answer.toString());
        assertEquals("mining.set_difficulty", read().path("method").asText());
        readJob();
        return this;
    }

    void subscribe() throws IOException {
        String before = session.isEmpty() ? "" : ",\"" + session + "\"";
        JsonNode answer = call("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"test/1.0\"" + before + "]}");
        session = answer.path("result").path(0).path(1).path(1).asText();
        extranonce1 = answer.path("result").path(1).asText();
    }

    JsonNode readJob() throws IOException {
        JsonNode notification = read();
        assertEquals("mining.notify", notification.path("method").asText(), notification.toString());
        job = notification.path("params");
        return job;
    }

    /** Passes over everything until a job of another tip. */
    JsonNode awaitCleanJob() throws IOException {
        JsonNode line = read();
        while (!line.path("params").path(8).asBoolean()) {
            line = read();
        }
        job = line.path("params");
        return job;
    }

    /** What a job builds on, out of the words of four bytes, each reversed, that Stratum has. */
    static Hash256 previousBlock(JsonNode job) {
        byte[] swapped = HexFormat.of().parseHex(job.path(1).asText());
        byte[] bytes = new byte[swapped.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = swapped[i ^ 3];
        }
        return Hash256.ofHeaderOrder(bytes);
    }

    /** A share of the last job. */
    Solution solve(Target target) {
        return ShareSolver.solve(job, extranonce1, ++extranonce2, target, NONE);
    }

    Solution solveBetween(Target target, Target tooHard) {
        return ShareSolver.solve(job, extranonce1, ++extranonce2, target, tooHard);
    }

    /** A share with other version bits or another time. */
    Solution solveWith(Target target, int versionBits, int timeOffset) {
        return ShareSolver.solve(job, extranonce1, ++extranonce2, target, NONE, versionBits, timeOffset);
    }

    JsonNode submit(Solution solution) throws IOException {
        return submit(solution.params(USER));
    }

    JsonNode submit(String params) throws IOException {
        lastId++;
        JsonNode answer = call("{\"params\": " + params + ", \"id\": " + lastId + ", \"method\": \"mining.submit\"}");
        assertEquals(lastId, answer.path("id").asInt(), answer.toString());
        return answer;
    }

    void assertAccepted(JsonNode answer) {
        assertTrue(answer.path("result").isBoolean() && answer.path("result").asBoolean(), answer.toString());
        assertTrue(answer.has("error") && answer.path("error").isNull(), answer.toString());
    }

    void assertRefused(int code, String message, JsonNode answer) {
        assertTrue(answer.has("result") && answer.path("result").isNull(), answer.toString());
        assertEquals(
                "[" + code + ",\"" + message + "\",null]", answer.path("error").toString());
    }

    /** Goes by its own will. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
