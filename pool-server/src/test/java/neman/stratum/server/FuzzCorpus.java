package neman.stratum.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What miners say: where mutation begins. The transcripts of firmware, and what they leave out; places in angle brackets are filled by {@link FuzzedMiner}. */
final class FuzzCorpus {
    private static final Path TRANSCRIPTS = Path.of("src", "test", "resources", "transcripts");

    private static final String USER = TestMiner.USER;

    private static final List<List<String>> OWN = List.of(
            List.of(
                    "{\"id\": 0, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\",\"minimum-difficulty\",\"subscribe-extranonce\",\"info\"], {\"version-rolling.mask\": \"1fffe000\",\"version-rolling.min-bit-count\": 2,\"minimum-difficulty.value\": 0.5,\"info.hw-version\":\"s19\"}]}",
                    "{\"id\": 1, \"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.11.1\"]}",
                    "{\"id\": 2, \"method\": \"mining.authorize\", \"params\": [\"" + USER + "\", \"x;d=0.001\"]}",
                    "{\"params\": [\"" + USER
                            + "\", \"<job>\", \"<extranonce2>\", \"<ntime>\", \"<nonce>\", \"00002000\"], \"id\": 4, \"method\": \"mining.submit\"}",
                    "{\"params\": [\"" + USER
                            + "\", \"<job>\", \"<extranonce2>\", \"<ntime>\", \"<shortnonce>\"], \"id\": 4, \"method\": \"mining.submit\"}"),
            List.of(
                    "{\"id\":\"a1\",\"method\":\"mining.subscribe\",\"params\":[\"bosminer-plus-tuner/1 \\u0041\",null,\"host:3333\",null]}",
                    "{\"id\":null,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}",
                    "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + USER + "\",\"\"]}",
                    "{\"id\":4,\"method\":\"mining.suggest_difficulty\",\"params\":[\"0.500000\"]}",
                    "{\"id\":5,\"method\":\"mining.suggest_target\",\"params\":[\"00000000ffff0000000000000000000000000000000000000000000000000000\"]}",
                    "{\"id\":6,\"method\":\"mining.submit\",\"params\":[\"" + USER
                            + "\",\"<job>\",\"00000000000000ff\",\"6b49d201\",\"DEADbeef\"]}",
                    "{\"id\":6,\"method\":\"mining.submit\",\"params\":[\"" + USER
                            + "\",\"<job>\",\"00000000000000FF\",\"6B49D201\",\"deadbeef\"]}"),
            List.of(
                    "{\"id\":7,\"result\":\"cgminer/4.11\",\"error\":null}",
                    "{\"id\":8,\"method\":\"pong\",\"params\":[]}",
                    "{\"method\":\"mining.get_transactions\",\"params\":[\"1\"],\"id\":-1}",
                    "{\"id\":9.5e2,\"method\":\"mining.ping\"}",
                    "{\"id\":true,\"method\":\"mining.multi_version\",\"params\":[{\"a\":[1,2,{\"b\":null}]}]}",
                    "{}",
                    ""));

    private FuzzCorpus() {}

    static List<List<String>> load() {
        List<List<String>> corpus = new ArrayList<>(OWN);
        if (Files.isDirectory(TRANSCRIPTS)) {
            try (Stream<Path> files = Files.walk(TRANSCRIPTS)) {
                files.filter(Files::isRegularFile).sorted().forEach(file -> corpus.add(requests(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        corpus.removeIf(List::isEmpty);
        return corpus;
    }

    private static List<String> requests(Path transcript) {
        try {
            return Files.readAllLines(transcript, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("C: "))
                    .map(line -> line.substring(3))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
