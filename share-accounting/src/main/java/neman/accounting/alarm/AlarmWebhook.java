package neman.accounting.alarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts each notice to a URL as a JSON object, one after the other, on a thread of its own. Its member {@code text} says all in
 * a line, which is what chat programs show.
 *
 * <p>An answer 2xx takes it. 429, 5xx and no answer: sent again, ever more slowly, for {@link #GIVES_UP_AFTER}; whatever else is
 * answered will not be otherwise the next time, so it is given up at once. {@value #MAX_WAITING} wait at most; of more the
 * oldest go. Redirects are not followed, and the URL is not logged: whoever has it may often write there.
 */
public final class AlarmWebhook implements AutoCloseable {
    static final int MAX_WAITING = 200;
    static final Duration GIVES_UP_AFTER = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(AlarmWebhook.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI url;
    private final Network network;
    private final InstantSource clock;
    private final Duration firstPause;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Thread thread = new Thread(this::run, "alarm-webhook");
    private final Deque<Letter> waiting = new ArrayDeque<>();
    private boolean closing;

    private record Letter(String source, AlarmNotice notice) {}

    public AlarmWebhook(URI url, Network network, InstantSource clock) {
        this(url, network, clock, Duration.ofSeconds(1));
    }

    /** @param firstPause before the second attempt; each further one is twice as long, up to a minute */
    AlarmWebhook(URI url, Network network, InstantSource clock, Duration firstPause) {
        this.url = url;
        this.network = network;
        this.clock = clock;
        this.firstPause = firstPause;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Any thread; returns at once. */
    public synchronized void send(String source, AlarmNotice notice) {
        if (waiting.size() == MAX_WAITING) {
            LOG.warn(
                    "event=webhook-overflows notice-left-out={}",
                    waiting.removeFirst().notice().code());
        }
        waiting.addLast(new Letter(source, notice));
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                deliver(next());
            }
        } catch (InterruptedException e) {
            LOG.debug("event=webhook-ends");
        }
    }

    private synchronized Letter next() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (closing) {
                throw new InterruptedException("closing");
            }
            wait();
        }
        return waiting.removeFirst();
    }

    private enum Outcome {
        TAKEN,
        LATER,
        REFUSED
    }

    private void deliver(Letter letter) throws InterruptedException {
        Duration pause = firstPause;
        Outcome outcome = attempt(letter);
        while (outcome == Outcome.LATER && !isOld(letter) && rest(pause)) {
            pause = pause.compareTo(LONGEST_PAUSE.dividedBy(2)) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            outcome = attempt(letter);
        }
        if (outcome != Outcome.TAKEN) {
            LOG.warn("event=webhook-not-told alarm={} host={}", letter.notice().code(), url.getHost());
        }
    }

    private boolean isOld(Letter letter) {
        return clock.instant().isAfter(letter.notice().at().plus(GIVES_UP_AFTER));
    }

    private Outcome attempt(Letter letter) throws InterruptedException {
        try {
            int status = client.send(request(letter), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 == 2) {
                return Outcome.TAKEN;
            }
            LOG.debug("event=webhook-answered status={}", status);
            return status == TOO_MANY_REQUESTS || status / 100 == 5 ? Outcome.LATER : Outcome.REFUSED;
        } catch (IOException e) {
            LOG.debug("event=webhook-unreachable reason=\"{}\"", e.toString());
            return Outcome.LATER;
        }
    }

    private HttpRequest request(Letter letter) {
        return HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(letter)))
                .build();
    }

    private byte[] body(Letter letter) {
        AlarmNotice notice = letter.notice();
        String event = notice.raised() ? "raised" : "cleared";
        String text = notice.raised()
                ? notice.severity() + " " + notice.code() + " (" + notice.subject() + "): " + notice.message()
                        + ". Remedy: " + notice.remedy()
                : "over: " + notice.code() + " (" + notice.subject() + ")";
        ObjectNode json = JSON.createObjectNode()
                .put("event", event)
                .put("pool", network.configuredName())
                .put("source", letter.source())
                .put("code", notice.code())
                .put("severity", notice.severity().toLowerCase(Locale.ROOT))
                .put("subject", notice.subject())
                .put("message", notice.message())
                .put("remedy", notice.remedy())
                .put("at", notice.at().toString())
                .put("unannounced", notice.unannounced())
                .put("text", "neman " + network.configuredName() + " " + letter.source() + ": " + text);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns false where it is to end. */
    private synchronized boolean rest(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        while (!closing && until - System.nanoTime() > 0) {
            wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        return !closing;
    }

    /** What waits is tried once more, for at most a second. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
