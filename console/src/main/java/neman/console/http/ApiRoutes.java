package neman.console.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.console.view.HistorySpan;
import neman.console.view.PageRequest;
import neman.console.view.PoolView;

/** {@code /api/v1}: public, read-only, described by {@code openapi.json}. Answers are at most a second old, histories twenty. */
public final class ApiRoutes {
    static final String PREFIX = "/api/v1/";

    private static final Duration KEPT_FOR = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A day of statistics is the dearest question, and nobody sees it change. */
    private static final Duration HISTORY_KEPT_FOR = Duration.ofSeconds(20);

    private static final int MAX_CURSOR_CHARACTERS = 100;

    private final PoolView view;
    private final AnswerCache cache;

    public ApiRoutes(PoolView view, InstantSource clock) {
        this.view = view;
        this.cache = new AnswerCache(clock, PATIENCE);
    }

    public void addTo(RoutesConfig routes) {
        routes.get(PREFIX + "pool", context -> answer(context, "pool", view::pool));
        routes.get(PREFIX + "blocks", this::blocks);
        routes.get(PREFIX + "payouts", this::payouts);
        routes.get(PREFIX + "hashrate", this::hashrateHistory);
        routes.get(PREFIX + "jobs/current", this::currentJob);
        routes.get(PREFIX + "miners/{address}", this::miner);
        routes.get(PREFIX + "sessions", this::sessions);
        routes.get(PREFIX + "agents", context -> answer(context, "agents", view::agents));
        routes.get(PREFIX + "nodes", context -> answer(context, "nodes", view::nodes));
        routes.get(PREFIX + "alarms", context -> answer(context, "alarms", view::alarms));
        routes.get(PREFIX + "instances", context -> answer(context, "instances", view::instances));
    }

    private void blocks(Context context) throws SQLException {
        PageRequest page = pageRequest(context);
        answer(context, "blocks " + page, () -> view.blocks(page));
    }

    private void payouts(Context context) throws SQLException {
        PageRequest page = pageRequest(context);
        answer(context, "payouts " + page, () -> view.payouts(page));
    }

    private void hashrateHistory(Context context) throws SQLException {
        String word = Optional.ofNullable(context.queryParam("span")).orElse(HistorySpan.HOUR.word());
        HistorySpan span =
                HistorySpan.ofWord(word).orElseThrow(() -> new BadRequestResponse("span is either 1h or 24h"));
        answer(context, "hashrate " + span, HISTORY_KEPT_FOR, () -> view.hashrateHistory(span));
    }

    private void currentJob(Context context) throws SQLException {
        answer(context, "job", () -> view.currentJob()
                .orElseThrow(() -> new NotFoundResponse("no stratum instance is handing out work now")));
    }

    private void miner(Context context) throws SQLException {
        PayoutAddress address = PayoutAddress.parse(view.network(), context.pathParam("address"));
        answer(context, "miner " + address, () -> view.miner(address)
                .orElseThrow(() -> new NotFoundResponse("nobody has mined to " + address + " at this pool yet")));
    }

    private void sessions(Context context) throws SQLException {
        PageRequest page = pageRequest(context);
        Optional<PayoutAddress> account = Optional.ofNullable(context.queryParam("account"))
                .map(text -> PayoutAddress.parse(view.network(), text));
        answer(context, "sessions " + account + " " + page, () -> view.sessions(account, page));
    }

    private <E extends Exception> void answer(Context context, String key, AnswerCache.Source<E> source) throws E {
        answer(context, key, KEPT_FOR, source);
    }

    private <E extends Exception> void answer(
            Context context, String key, Duration keptFor, AnswerCache.Source<E> source) throws E {
        context.header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(cache.get(key, keptFor, source));
    }

    private static PageRequest pageRequest(Context context) {
        Optional<String> cursor = Optional.ofNullable(context.queryParam("cursor"));
        if (cursor.filter(text -> text.isEmpty() || text.length() > MAX_CURSOR_CHARACTERS)
                .isPresent()) {
            throw new BadRequestResponse("cursor is not one that this API gave");
        }
        return new PageRequest(limit(context.queryParam("limit")), cursor);
    }

    private static int limit(String text) {
        if (text == null) {
            return PageRequest.DEFAULT_LIMIT;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new BadRequestResponse("limit is a whole number between 1 and " + PageRequest.MAX_LIMIT);
        }
    }
}
