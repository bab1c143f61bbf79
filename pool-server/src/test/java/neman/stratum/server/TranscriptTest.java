package neman.stratum.server;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The talks of {@code src/test/resources/transcripts}, one for each family of firmware, whole and cut anywhere. */
class TranscriptTest {
    static List<Path> transcripts() throws IOException, URISyntaxException {
        Path directory =
                Path.of(TranscriptTest.class.getResource("/transcripts").toURI());
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void thePoolAnswersAsTheFirmwareNeeds(Path file) throws IOException {
        Transcript.play(file, position -> false);
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theSameWhereverTheBytesAreCut(Path file) throws IOException {
        int bytes = Transcript.play(file, position -> true);
        for (int cut = 1; cut < bytes; cut++) {
            int here = cut;
            Transcript.play(file, position -> position == here);
        }
    }
}
