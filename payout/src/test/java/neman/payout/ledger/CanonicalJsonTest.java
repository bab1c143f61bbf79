package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    @Test
    void membersAreSortedByUtf16UnitsAsInRfc8785Section323() {
        // The RFC's own example, with whole numbers for its values.
        Map<String, Integer> members =
                Map.of("\u20ac", 1, "\r", 2, "\ufb33", 3, "1", 4, "\ud83d\ude00", 5, "\u0080", 6, "\u00f6", 7);
        assertEquals(
                "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"\u00f6\":7,\"\u20ac\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}",
                CanonicalJson.write(members));
    }

    @Test
    void stringsAreEscapedAsInRfc8785Section3222() {
        assertEquals(
                "{\"s\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
                CanonicalJson.write(Map.of("s", "\u20ac$\u000f\nA'B\"\\\\\"/")));
    }

    @Test
    void structuresNest() {
        assertEquals(
                "{\"a\":[1,\"x\",{\"b\":true}],\"z\":{}}",
                CanonicalJson.write(Map.of("z", Map.of(), "a", List.of(1, "x", Map.of("b", true)))));
    }

    @Test
    void whatSomeReadersWouldRoundIsRefused() {
        assertEquals("{\"n\":9007199254740991}", CanonicalJson.write(Map.of("n", 9007199254740991L)));
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(Map.of("n", 9007199254740992L)));
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(Map.of("n", 1.5)));
    }
}
