package neman.console.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pages and what they load: a fixed list, read into memory at start, so that no request names a file.
 *
 * <p>Browsers ask each time whether what they have is still good (ETag), so a new release shows at once.
 */
public final class WebFiles {
    private static final String PAGE = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("pool.html", PAGE),
            Map.entry("miner.html", PAGE),
            Map.entry("operations.html", PAGE),
            Map.entry("not-found.html", PAGE),
            Map.entry("style.css", "text/css; charset=utf-8"),
            Map.entry("common.js", SCRIPT),
            Map.entry("chart.js", SCRIPT),
            Map.entry("pool.js", SCRIPT),
            Map.entry("miner.js", SCRIPT),
            Map.entry("operations.js", SCRIPT),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("openapi.json", "application/json"));

    private record WebFile(byte[] body, String type, String tag) {}

    private final Map<String, WebFile> files = new TreeMap<>();

    public WebFiles() {
        TYPES.forEach((name, type) -> files.put(name, read(name, type)));
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/", context -> send(context, "pool.html"));
        routes.get("/miners/{address}", context -> send(context, "miner.html"));
        routes.get("/operations", context -> send(context, "operations.html"));
        routes.get(ApiRoutes.PREFIX + "openapi.json", context -> send(context, "openapi.json"));
        for (String name : TYPES.keySet()) {
            if (!name.endsWith(".html") && !name.endsWith(".json")) {
                routes.get("/web/" + name, context -> send(context, name));
            }
        }
    }

    /** @param name one of the list */
    void send(Context context, String name) {
        WebFile file = files.get(name);
        context.header("Cache-Control", "no-cache").header("ETag", file.tag);
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(HttpStatus.NOT_MODIFIED);
        } else {
            context.contentType(file.type).result(file.body);
        }
    }

    private static WebFile read(String name, String type) {
        try (InputStream stream = WebFiles.class.getResourceAsStream("/neman/console/web/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks its page " + name);
            }
            byte[] body = stream.readAllBytes();
            return new WebFile(body, type, "W/\"" + digest(body) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
