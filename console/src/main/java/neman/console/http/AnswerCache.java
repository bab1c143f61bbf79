package neman.console.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps an answer for a moment, so that a thousand open pages cost the database as much as one.
 *
 * <p>Bounded: when full, the answer that was asked for longest ago goes. Two threads that miss at once both ask the source;
 * the number of HTTP threads bounds that. A failure is not kept. Thread-safe.
 */
final class AnswerCache {
    private static final int MAX_ANSWERS = 512;

    private final InstantSource clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > MAX_ANSWERS;
        }
    };

    AnswerCache(InstantSource clock) {
        this.clock = clock;
    }

    private record Answer(byte[] body, Instant freshUntil) {}

    /** What makes an answer when none is fresh. */
    interface Source<E extends Exception> {
        Object ask() throws E;
    }

    /** The JSON of what {@code source} says, made now or a moment ago. Must not be changed. */
    <E extends Exception> byte[] get(String key, Duration keptFor, Source<E> source) throws E {
        Instant now = clock.instant();
        synchronized (answers) {
            Answer kept = answers.get(key);
            if (kept != null && now.isBefore(kept.freshUntil)) {
                return kept.body;
            }
        }
        byte[] body = Json.encode(source.ask());
        synchronized (answers) {
            answers.put(key, new Answer(body, now.plus(keptFor)));
        }
        return body;
    }
}
