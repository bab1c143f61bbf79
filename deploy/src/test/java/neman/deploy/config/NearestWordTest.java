package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    private static final List<String> WORDS = List.of("network", "nodes", "min-difficulty", "max-difficulty");

    @Test
    void findsTheWordThatWasMistyped() {
        assertEquals(Optional.of("network"), NearestWord.of("netwrok", WORDS));
        assertEquals(Optional.of("nodes"), NearestWord.of("node", WORDS));
        assertEquals(Optional.of("min-difficulty"), NearestWord.of("minimum-difficulty", WORDS));
    }

    @Test
    void suggestsNothingForAnotherWordAltogether() {
        assertEquals(Optional.empty(), NearestWord.of("telemetry", WORDS));
    }

    /** Wikipedia's example of the Levenshtein distance. */
    @Test
    void countsInsertionsDeletionsAndReplacements() {
        assertEquals(3, NearestWord.distance("kitten", "sitting"));
        assertEquals(5, NearestWord.distance("", "nodes"));
    }
}
