package neman.console.http;

import io.javalin.http.ServiceUnavailableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps an answer for a moment, so that a thousand open pages cost the database as much as one. Thread-safe.
 *
 * <p>Bounds: {@value #MAX_ANSWERS} answers, of which the one asked for longest ago goes first; {@value #MAX_QUESTIONS}
 * questions at once, because the database's connections are shared with the roles that pay: who waits longer than the
 * patience is refused with 503. A failure is not kept.
 */
final class AnswerCache {
    static final int MAX_QUESTIONS = 4;
    private static final int MAX_ANSWERS = 512;

    private final InstantSource clock;
    private final Duration patience;
    private final Semaphore questions = new Semaphore(MAX_QUESTIONS);
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MAX_ANSWERS;
        }
    };

    AnswerCache(InstantSource clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    private record Answer(byte[] body, Instant freshUntil) {}

    /** What makes an answer when none is fresh. */
    interface Source<E extends Exception> {
        Object ask() throws E;
    }

    /** The JSON of what {@code source} says, made now or a moment ago. Must not be changed. */
    <E extends Exception> byte[] get(String key, Duration keptFor, Source<E> source) throws E {
        Optional<byte[]> kept = fresh(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        awaitTurn();
        try {
            Optional<byte[]> keptMeanwhile = fresh(key);
            return keptMeanwhile.isPresent() ? keptMeanwhile.get() : ask(key, keptFor, source);
        } finally {
            questions.release();
        }
    }

    private <E extends Exception> byte[] ask(String key, Duration keptFor, Source<E> source) throws E {
        Answer answer = new Answer(Json.encode(source.ask()), clock.instant().plus(keptFor));
        synchronized (answers) {
            answers.put(key, answer);
        }
        return answer.body;
    }

    private Optional<byte[]> fresh(String key) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(key))
                    .filter(answer -> clock.instant().isBefore(answer.freshUntil))
                    .map(Answer::body);
        }
    }

    private void awaitTurn() {
        try {
            if (!questions.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ServiceUnavailableResponse("too much is asked at once; try again soon");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceUnavailableResponse("the server is stopping");
        }
    }
}
