package neman.console.http;

import io.javalin.http.Context;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What every answer says to the browser: run nothing and load nothing that is not ours, do not sniff, do not frame, tell
 * nobody where you came from. There is no inline script or style anywhere, so that even text that a miner chose and that
 * slipped through unescaped could not run.
 */
public final class SecurityHeaders {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private SecurityHeaders() {}

    public static void set(Context context) {
        HEADERS.forEach(context::header);
    }

    static void forEach(BiConsumer<String, String> header) {
        HEADERS.forEach(header);
    }
}
