package neman.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy of {@code SecurityHeaders} forbids, and what would let a miner's text become markup, is nowhere. */
class WebPagesTest {
    private static final Pattern INLINE =
            Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=|javascript:");
    private static final Pattern FOREIGN = Pattern.compile("(src|href)=\"(https?:)?//|url\\(|@import");
    private static final Pattern MARKUP_FROM_TEXT =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function");

    @ParameterizedTest
    @ValueSource(strings = {"pool.html", "miner.html", "operations.html", "not-found.html"})
    void pagesHoldNothingInlineOrForeign(String name) throws IOException {
        String page = read(name);

        assertFalse(INLINE.matcher(page).find(), name);
        assertFalse(FOREIGN.matcher(page).find(), name);
        assertTrue(page.contains("<html lang=\"en\">"), name);
        assertTrue(page.contains("name=\"viewport\""), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"common.js", "chart.js", "pool.js", "miner.js", "operations.js"})
    void scriptsNeverMakeMarkupOfText(String name) throws IOException {
        assertFalse(MARKUP_FROM_TEXT.matcher(read(name)).find(), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "miner", "operations"})
    void everyElementThatAScriptWritesIsOnItsPage(String name) throws IOException {
        String page = read(name + ".html");
        List<String> missing = Pattern.compile("byId\\('([a-z-]+)'\\)")
                .matcher(read(name + ".js"))
                .results()
                .map(result -> result.group(1))
                .filter(id -> !page.contains("id=\"" + id + "\""))
                .toList();

        assertEquals(List.of(), missing);
    }

    private static String read(String name) throws IOException {
        try (InputStream stream = WebPagesTest.class.getResourceAsStream("/neman/console/web/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
