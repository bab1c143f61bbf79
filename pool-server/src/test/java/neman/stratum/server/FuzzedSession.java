package neman.stratum.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import neman.bitcoin.Difficulty;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Defence;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.LineDecoder;
import neman.stratum.protocol.RequestParser;
import neman.stratum.session.DifficultyLimits;
import neman.stratum.session.LoopSessions;

/**
 * One connection's whole pipeline without a socket, and what must hold of it whatever arrives. Jackson, which the pool does not
 * use here, says what JSON is.
 */
final class FuzzedSession {
    /** Whatever a miner asks for, a share is found within some hundred hashes. */
    private static final DifficultyLimits TRIVIAL =
            new DifficultyLimits(new Difficulty(1 << 4), new Difficulty(1), new Difficulty(1 << 8), false);

    private static final int ONE_JOB_IN_LINES = 40;

    private static final ObjectMapper JSON = json(true);
    private static final ObjectMapper WITH_DUPLICATES = json(false);

    private final StratumServer server;
    private final Defence defence;
    private final Random random;
    private final FuzzedMiner miner = new FuzzedMiner();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> answered = new ArrayList<>();

    FuzzedSession(StratumServer server, Random random) {
        this.server = server;
        this.defence = new Defence(DefenceLimits.DEFAULT, server.services().clock());
        this.random = random;
    }

    private static ObjectMapper json(boolean eachNameOnce) {
        StreamReadConstraints none = StreamReadConstraints.builder()
                .maxNumberLength(1 << 16)
                .maxNestingDepth(1 << 16)
                .build();
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(none)
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, eachNameOnce)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Feeds the lines, with what the miner knows filled in, in pieces. @throws AssertionError with what did not hold */
    void run(byte[] input) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        LoopSessions sessions = new LoopSessions(server.services(), channel.eventLoop());
        Conduct conduct = defence.admit(InetAddress.getLoopbackAddress()).orElseThrow();
        channel.pipeline().addLast(new LineDecoder(), new ConnectionHandler(sessions, TRIVIAL, conduct));
        channel.pipeline().fireChannelActive();
        talk(channel, sessions, new String(input, StandardCharsets.ISO_8859_1));
        boolean closed = !channel.isOpen();
        channel.finishAndReleaseAll();
        channel.runPendingTasks();
        conduct.leave();
        check(defence.connections() == 0, "a connection is counted that has gone");
        check(
                allocator.metric().usedHeapMemory() == 0 && allocator.metric().usedDirectMemory() == 0,
                "a buffer is not given back");
        checkAnswers(expectedAnswers(said.toByteArray()), closed);
    }

    /** The miner knows what it was answered before it says more, but now and then says much at once. */
    private void talk(EmbeddedChannel channel, LoopSessions sessions, String input) {
        StringBuilder burst = new StringBuilder();
        for (String line : input.split("(?<=\n)")) {
            burst.append(miner.fill(line));
            if (random.nextInt(4) != 0) {
                say(channel, burst);
            }
            if (random.nextInt(ONE_JOB_IN_LINES) == 0) {
                newJob(random.nextInt(3));
                sessions.broadcast();
                hear(channel);
            }
        }
        say(channel, burst);
    }

    private void say(EmbeddedChannel channel, StringBuilder burst) {
        byte[] bytes = burst.toString().getBytes(StandardCharsets.ISO_8859_1);
        burst.setLength(0);
        for (int from = 0; from < bytes.length && channel.isOpen(); ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextInt(4) == 0 ? 3 : 2_000));
            said.write(bytes, from, to - from);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
            channel.runPendingTasks();
            hear(channel);
            from = to;
        }
    }

    private void newJob(int tip) {
        server.work(Templates.template(
                800_000,
                Templates.tip(tip),
                Templates.HARD,
                server.services().clock().instant().getEpochSecond()));
    }

    /** Everything that the pool says is Stratum. */
    private void hear(EmbeddedChannel channel) {
        StringBuilder output = new StringBuilder();
        for (ByteBuf line = channel.readOutbound(); line != null; line = channel.readOutbound()) {
            output.append(line.toString(StandardCharsets.ISO_8859_1));
            line.release();
        }
        check(output.isEmpty() || output.charAt(output.length() - 1) == '\n', "a line has no end");
        output.toString().lines().forEach(this::hearLine);
    }

    private void hearLine(String line) {
        check(line.chars().allMatch(c -> c >= ' '), "control characters in " + line);
        try {
            JsonNode node = JSON.readTree(line);
            boolean call =
                    node.path("method").isTextual() && node.path("params").isArray();
            check(call || (node.has("id") && node.has("result") && node.has("error")), "no message: " + line);
            if (!call) {
                answered.add(node.path("id").asText());
            }
            miner.learn(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the pool says what is no JSON: " + line, e);
        }
    }

    /** The ids, as they stand, that must be answered while the connection is open. Every line is compared with Jackson. */
    private static List<String> expectedAnswers(byte[] bytes) {
        List<String> ids = new ArrayList<>();
        RequestParser parser = new RequestParser();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            if (line.length() > LineDecoder.MAX_LINE_BYTES) {
                break; // the end of the connection
            }
            if (line.isBlank()) {
                continue;
            }
            byte[] raw = line.getBytes(StandardCharsets.ISO_8859_1);
            boolean malformed = parser.parse(raw, 0, raw.length) instanceof ClientRequest.Malformed;
            check(malformed != isObject(line), (malformed ? "no JSON?" : "JSON?") + " " + line);
            if (!malformed) {
                addId(line, ids);
            }
        }
        return ids;
    }

    private static boolean isObject(String line) {
        try {
            JsonNode node = WITH_DUPLICATES.readTree(line);
            return node.isObject()
                    && depth(node) <= 1 + DefenceLimits.DEFAULT.message().jsonDepth();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    private static void addId(String line, List<String> ids) {
        try {
            JsonNode request = JSON.readTree(line);
            boolean isRequest = request.path("method").isTextual()
                    && !List.of("", "pong").contains(request.path("method").asText()); // a pong is an answer
            if (isRequest && request.path("id").isTextual()) {
                ids.add(request.path("id").asText());
            } else if (isRequest && request.path("id").isIntegralNumber()) {
                ids.add(request.path("id").asText());
            }
        } catch (JsonProcessingException e) {
            return; // a name stands twice: which one holds is not said anywhere
        }
    }

    private void checkAnswers(List<String> expected, boolean closed) {
        if (!closed) {
            List<String> missing = new ArrayList<>(expected);
            answered.forEach(missing::remove);
            check(missing.isEmpty(), "without an answer: " + missing);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what.length() > 2_000 ? what.substring(0, 2_000) : what);
        }
    }
}
