package neman.stratum.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes of what miners say what they do not say. The same seed makes the same. */
final class FuzzMutator {
    private static final List<byte[]> TOKENS = tokens();

    private final List<List<String>> corpus;
    private final Random random;

    FuzzMutator(List<List<String>> corpus, Random random) {
        this.corpus = corpus;
        this.random = random;
    }

    private static List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>();
        for (String text : List.of(
                "\"",
                "\\",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\n",
                "\r\n",
                "\u0000",
                " ",
                "\t",
                "null",
                "true",
                "-",
                "-0",
                "0",
                "1e999999999",
                "-1e-999999999",
                "99999999999999999999999",
                "0.00000000000000000001",
                "1E400",
                "\\u0000",
                "\\ud800",
                "\\u00",
                "\\x",
                "\"\"",
                "{}",
                "[]",
                "{\"id\":1}",
                "\ufeff",
                "é",
                "\ud83d\ude00",
                "//",
                "/**/",
                "NaN",
                "\"id\":",
                "\"method\":",
                "\"params\":",
                "\"mining.submit\"",
                "mining.suggest_difficulty(1e9)",
                "\n\n\n")) {
            tokens.add(text.getBytes(StandardCharsets.UTF_8));
        }
        tokens.add(new byte[] {(byte) 0xff, (byte) 0xfe});
        tokens.add(new byte[] {(byte) 0xc0, (byte) 0x80});
        tokens.add(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
        tokens.add("[".repeat(9).getBytes(StandardCharsets.UTF_8));
        tokens.add("{\"a\":".repeat(12).getBytes(StandardCharsets.UTF_8));
        tokens.add("a".repeat(9_000).getBytes(StandardCharsets.UTF_8));
        tokens.add("[1,".repeat(2_000).getBytes(StandardCharsets.UTF_8));
        tokens.add("7".repeat(600).getBytes(StandardCharsets.UTF_8));
        return tokens;
    }

    /** The bytes of one connection, without its jobs' ids. */
    byte[] next() {
        List<String> lines = new ArrayList<>(corpus.get(random.nextInt(corpus.size())));
        mineOn(lines);
        for (int edits = random.nextInt(3); edits > 0; edits--) {
            editLines(lines);
        }
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int edits = random.nextInt(6); edits > 0; edits--) {
            bytes = editBytes(bytes);
        }
        return bytes;
    }

    /** Most of what a miner says are shares: each of the talk's again some times, which makes another share of it. */
    private void mineOn(List<String> lines) {
        List<String> submits =
                lines.stream().filter(line -> line.contains("nonce>")).toList();
        for (int more = submits.isEmpty() ? 0 : random.nextInt(12); more > 0; more--) {
            lines.add(submits.get(random.nextInt(submits.size())));
        }
    }

    private void editLines(List<String> lines) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 1 -> lines.set(at, lines.get(random.nextInt(lines.size())));
            case 2 -> {
                List<String> other = corpus.get(random.nextInt(corpus.size()));
                lines.add(at, other.get(random.nextInt(other.size())));
            }
            default -> {
                if (lines.size() > 1) {
                    lines.remove(at);
                }
            }
        }
    }

    private byte[] editBytes(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(1 + random.nextInt(24)));
        switch (random.nextInt(5)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                flipped[from] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 1 -> {
                return replace(bytes, from, to, new byte[0]);
            }
            case 2 -> {
                byte[] noise = new byte[1 + random.nextInt(4)];
                random.nextBytes(noise);
                return replace(bytes, from, from, noise);
            }
            case 3 -> {
                byte[] token = TOKENS.get(random.nextInt(TOKENS.size()));
                return replace(bytes, from, random.nextBoolean() ? from : to, token);
            }
            default -> {
                return replace(bytes, from, from, java.util.Arrays.copyOfRange(bytes, from, to));
            }
        }
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(bytes.length + by.length);
        result.write(bytes, 0, from);
        result.writeBytes(by);
        result.write(bytes, to, bytes.length - to);
        return result.size() == 0 ? new byte[] {'\n'} : result.toByteArray();
    }
}
