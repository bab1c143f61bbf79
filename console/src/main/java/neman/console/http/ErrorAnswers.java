package neman.console.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.sql.SQLException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every refusal as {@code {"error":{"code","message"}}}; a browser that asked for a page gets one.
 *
 * <p>The message is for the caller and never tells of our insides; those go to the log.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private record ErrorBody(ErrorDetail error) {}

    private record ErrorDetail(String code, String message) {}

    private ErrorAnswers() {}

    public static void addTo(RoutesConfig routes, WebFiles files) {
        routes.exception(HttpResponseException.class, (e, context) -> refuse(context, files, e));
        routes.exception(
                IllegalArgumentException.class,
                (e, context) -> refuse(context, files, new BadRequestResponse(e.getMessage())));
        routes.exception(SQLException.class, (e, context) -> {
            LOG.warn("http.unavailable path={} cause={}", context.path(), e.getMessage());
            write(context, HttpStatus.SERVICE_UNAVAILABLE, "the pool's database cannot be asked now; try again soon");
        });
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("http.failed path={}", context.path(), e);
            write(context, HttpStatus.INTERNAL_SERVER_ERROR, "this is a fault of ours; it has been logged");
        });
    }

    private static void refuse(Context context, WebFiles files, HttpResponseException e) {
        HttpStatus status = HttpStatus.forStatus(e.getStatus());
        if (status == HttpStatus.NOT_FOUND && wantsPage(context)) {
            context.status(status);
            files.send(context, "not-found.html");
        } else {
            write(context, status, sentence(status, context, e.getMessage()));
        }
    }

    private static boolean wantsPage(Context context) {
        String accept = context.header("Accept");
        return accept != null && accept.contains("text/html") && !context.path().startsWith(ApiRoutes.PREFIX);
    }

    /** Javalin's own refusals carry a title only. */
    private static String sentence(HttpStatus status, Context context, String message) {
        return switch (status) {
            case METHOD_NOT_ALLOWED -> "this is read-only: ask with GET";
            case NOT_FOUND ->
                message.startsWith("Endpoint") || message.equals("Not Found") || message.isEmpty()
                        ? "there is nothing at this address"
                        : message;
            default -> message;
        };
    }

    private static void write(Context context, HttpStatus status, String message) {
        context.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(body(status.getMessage(), message));
    }

    /** @param title as HTTP names the status: "Not Found" becomes the code {@code not-found} */
    static byte[] body(String title, String message) {
        String code = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        return Json.encode(new ErrorBody(new ErrorDetail(code, message)));
    }
}
