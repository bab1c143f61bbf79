package neman.deploy.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a pool on which a test says what it likes. */
final class StratumTalk implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();
    private final BufferedReader lines;

    StratumTalk(InetSocketAddress pool) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", pool.getPort()), 5_000);
        socket.setSoTimeout(30_000);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns the answer; passes over what the pool says unasked. */
    JsonNode call(int id, String method, String params) throws IOException {
        String line = "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}\n";
        socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        JsonNode answer = read();
        while (answer.path("id").asInt(-1) != id) {
            answer = read();
        }
        return answer.path("result");
    }

    /** Returns the parameters of the next notification of this kind. */
    JsonNode awaitNotice(String method) throws IOException {
        JsonNode line = read();
        while (!line.path("method").asText().equals(method)) {
            line = read();
        }
        return line.path("params");
    }

    private JsonNode read() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the pool closed the connection");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
