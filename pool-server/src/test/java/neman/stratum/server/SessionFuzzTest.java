package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.TooLongFrameException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Real lines with bytes changed, lost, doubled and mixed, in any order and in any pieces: nothing is thrown, and what the pool
 * says stays Stratum.
 *
 * <p>Every run begins with the same cases; {@code -Dneman.fuzz.seconds=600} goes on for ten minutes.
 */
class SessionFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = Integer.getInteger("neman.fuzz.seconds", 3);
    private static final int LINES_A_CONNECTION = 200;

    /** Most connections get this far first: one that says nonsense before is cut at once. */
    private static final byte[] OPENING = ("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"fuzz\"]}\n"
                    + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestMiner.USER + "\",\"x\"]}\n")
            .getBytes(StandardCharsets.UTF_8);

    /** What breaks parsers: ends, escapes, numbers out of range, depths. */
    private static final List<String> TOKENS = List.of(
            "\n",
            "\r\n",
            "\0",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-",
            "1e9",
            "1e-400",
            "99999999999999999999",
            "[[[[[[[[[",
            "\"method\":",
            "\"params\":[",
            "\"id\":",
            "\u00e9",
            "ffffffffffffffff");

    private final List<byte[]> real = realLines();
    private final TranscriptPool pool = new TranscriptPool();

    private static List<byte[]> realLines() {
        try {
            List<byte[]> lines = new ArrayList<>();
            for (Path file : TranscriptTest.transcripts()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("C: "))
                        .map(SessionFuzzTest::withoutNames)
                        .forEach(lines::add);
            }
            return lines;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the transcripts cannot be read", e);
        }
    }

    private static byte[] withoutNames(String line) {
        return line.substring(3)
                .replace("<address>", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")
                .replace("<job>", "700000300000010")
                .replace("<extranonce2>", "0000000000000001")
                .replaceAll("<[a-z0-9]+>", "6b49d200")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bearsAnything() {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        for (long seed = 1; System.nanoTime() < end; seed++) {
            Random random = new Random(seed);
            pool.breakConnection();
            if (random.nextInt(4) != 0) {
                pool.hear(OPENING, 0, OPENING.length);
            }
            for (int i = 0; i < LINES_A_CONNECTION && pool.isConnected(); i++) {
                play(seed, random);
            }
        }
    }

    private void play(long seed, Random random) {
        byte[] bytes = mutated(random);
        try {
            int cut = random.nextInt(bytes.length + 1);
            pool.hear(bytes, 0, cut);
            pool.hear(bytes, cut, bytes.length);
            if (random.nextInt(50) == 0) {
                pool.newJob();
            }
        } catch (TooLongFrameException e) {
            pool.breakConnection();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", bytes " + HexFormat.of().formatHex(bytes), e);
        }
        for (Optional<String> line = pool.nextLine(); line.isPresent(); line = pool.nextLine()) {
            assertTrue(isStratum(line.get()), "seed " + seed + ": " + line.get());
        }
    }

    private byte[] mutated(Random random) {
        byte[] line = real.get(random.nextInt(real.size()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rate = 1 << random.nextInt(10);
        for (byte b : line) {
            if (random.nextInt(rate + 1) != 0 || rate == 512) {
                bytes.write(b);
            } else {
                mutate(bytes, b, random);
            }
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private void mutate(ByteArrayOutputStream bytes, byte b, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> bytes.write(random.nextInt(256));
            case 1 -> bytes.writeBytes(TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
            case 2 -> bytes.writeBytes(new byte[] {b, b});
            case 3 -> {
                byte[] other = real.get(random.nextInt(real.size()));
                int from = random.nextInt(other.length);
                bytes.write(other, from, random.nextInt(other.length - from + 1));
            }
            default -> bytes.write(b ^ 1 << random.nextInt(8));
        }
    }

    /** An answer with its three members, or a notification or question of ours. */
    private static boolean isStratum(String line) {
        try {
            JsonNode message = JSON.readTree(line);
            boolean answer = message.has("id") && message.has("result") && message.has("error");
            return answer
                    || message.path("params").isArray()
                            && message.path("method").isTextual();
        } catch (IOException e) {
            return false;
        }
    }
}
