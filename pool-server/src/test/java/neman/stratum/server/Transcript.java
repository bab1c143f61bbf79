package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.stratum.miner.ShareSolver.Solution;

/**
 * A talk between firmware and pool, as a file tells it:
 *
 * <pre>
 * # a comment
 * C: {"id": 1, "method": "mining.subscribe", "params": []}      the miner says; lines in a row are written at once
 * S: {"id":1,"result":[[["mining.set_difficulty",…              the pool must say exactly this next, and nothing more
 * S: NOTIFY clean                                               a job with clean_jobs true; NOTIFY alone: false
 * = SOLVE bits 00002000                                         the next lines' share has these version bits
 * = BREAK                                                       the connection breaks and the miner comes back
 * = CLOSED | = JOB | = TIP | = LATER 61s | = CRLF
 * </pre>
 *
 * In lines, {@code <address>} is an account; {@code <extranonce2>}, {@code <ntime>}, {@code <nonce>}, {@code <shortnonce>} (its
 * zeros in front left out) and {@code <job>} are a new share's, {@code <lastnonce>} the last share's again; any other name in angle brackets stands for hex digits, the same
 * ones at every place.
 */
final class Transcript {
    private static final Pattern NAME = Pattern.compile("<([a-z0-9]+)>");
    private static final Pattern NOTIFY = Pattern.compile(
            "\\{\"id\":null,\"method\":\"mining.notify\",\"params\":\\[\"[0-9a-f]{1,16}\",\"[0-9a-f]{64}\","
                    + "\"[0-9a-f]+\",\"[0-9a-f]+\",\\[(?:\"[0-9a-f]{64}\",?)*],\"[0-9a-f]{8}\",\"[0-9a-f]{8}\","
                    + "\"[0-9a-f]{8}\",(true|false)]}");

    private final List<String> lines;
    private final IntPredicate isCut;
    private final TranscriptPool pool = new TranscriptPool();
    private final Map<String, String> names = new HashMap<>();
    private String lineEnd = "\n";
    private int versionBits;
    private long extranonce2;
    private int bytesSaid;

    /**
     * Plays the file.
     *
     * @param isCut whether the bytes are cut in front of the miner's byte of this number
     * @return how many bytes the miner said
     */
    static int play(Path file, IntPredicate isCut) throws IOException {
        Transcript transcript = new Transcript(Files.readAllLines(file), isCut);
        transcript.play();
        return transcript.bytesSaid;
    }

    private Transcript(List<String> lines, IntPredicate isCut) {
        this.lines = lines;
        this.isCut = isCut;
        names.put("address", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
    }

    private void play() {
        StringBuilder burst = new StringBuilder();
        for (int i = 0; i <= lines.size(); i++) {
            String line = i == lines.size() ? "= END" : lines.get(i);
            if (line.startsWith("C: ")) {
                burst.append(fill(line.substring(3))).append(lineEnd);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                say(burst);
                expectOrAct(i + 1, line);
            }
        }
    }

    private void say(StringBuilder burst) {
        byte[] bytes = burst.toString().getBytes(StandardCharsets.UTF_8);
        burst.setLength(0);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (isCut.test(bytesSaid + i)) {
                pool.hear(bytes, from, i);
                from = i;
            }
        }
        pool.hear(bytes, from, bytes.length);
        bytesSaid += bytes.length;
    }

    private void expectOrAct(int number, String line) {
        if (line.startsWith("S: ")) {
            expect(number, line.substring(3), pool.nextLine().orElse("silence"));
            return;
        }
        assertEquals(Optional.empty(), pool.nextLine(), "before line " + number);
        String[] words = line.substring(2).split(" ");
        switch (words[0]) {
            case "SOLVE" -> versionBits = Integer.parseUnsignedInt(words[2], 16);
            case "BREAK" -> pool.breakConnection();
            case "CLOSED" -> assertFalse(pool.isConnected(), "line " + number);
            case "JOB" -> pool.newJob();
            case "TIP" -> pool.newTip();
            case "LATER" -> pool.later(Duration.parse("PT" + words[1]));
            case "CRLF" -> lineEnd = "\r\n";
            case "END" -> assertTrue(bytesSaid > 0, "the miner said nothing");
            default -> fail("line " + number + " of a transcript: " + line);
        }
    }

    private void expect(int number, String expected, String line) {
        if (expected.startsWith("NOTIFY")) {
            Matcher notify = NOTIFY.matcher(line);
            assertTrue(notify.matches(), "line " + number + ": " + line);
            assertEquals(expected.equals("NOTIFY clean"), notify.group(1).equals("true"), "line " + number);
            return;
        }
        Matcher matcher = pattern(expected).matcher(line);
        if (!matcher.matches()) {
            assertEquals(expected, line, "line " + number);
        }
        unknown(expected).forEach(name -> names.put(name, matcher.group(name)));
    }

    private Set<String> unknown(String line) {
        Set<String> unknown = new HashSet<>();
        NAME.matcher(line).results().map(found -> found.group(1)).forEach(unknown::add);
        unknown.removeAll(names.keySet());
        return unknown;
    }

    /** Known names as they are, unknown ones as groups of hex digits. */
    private Pattern pattern(String expected) {
        Set<String> unknown = unknown(expected);
        StringBuilder regex = new StringBuilder();
        Matcher name = NAME.matcher(expected);
        int from = 0;
        for (; name.find(); from = name.end()) {
            String group = name.group(1);
            regex.append(Pattern.quote(expected.substring(from, name.start())));
            if (names.containsKey(group)) {
                regex.append(Pattern.quote(names.get(group)));
            } else {
                regex.append(unknown.remove(group) ? "(?<" + group + ">[0-9a-f]+)" : "\\k<" + group + ">");
            }
        }
        return Pattern.compile(
                regex.append(Pattern.quote(expected.substring(from))).toString());
    }

    private String fill(String line) {
        if (line.contains("<nonce>") || line.contains("<shortnonce>")) {
            solve();
        }
        Matcher name = NAME.matcher(line);
        return name.replaceAll(found -> Optional.ofNullable(names.get(found.group(1)))
                .orElseThrow(() -> new IllegalArgumentException("nothing is known of " + found.group())));
    }

    private void solve() {
        extranonce2++;
        Solution share = pool.solve(names.get("extranonce1"), extranonce2, versionBits);
        names.put("job", share.jobId());
        names.put("extranonce2", share.extranonce2());
        names.put("ntime", share.ntime());
        names.put("nonce", share.nonce());
        names.put("lastnonce", share.nonce());
        names.put("shortnonce", Integer.toHexString(HexFormat.fromHexDigits(share.nonce())));
    }
}
