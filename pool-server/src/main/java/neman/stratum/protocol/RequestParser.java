package neman.stratum.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Target;

/**
 * One line of bytes into one {@link ClientRequest}. Members may stand in any order (cgminer writes {@code params} first), so
 * their places are noted first and read when the method is known.
 *
 * <p>Not thread-safe: one for each connection, used by its event loop.
 */
public final class RequestParser {
    /** Longer numbers than this are nobody's difficulty and would only cost time. */
    private static final int MAX_NUMBER_CHARACTERS = 40;

    private static final int ALL_BITS = 0xffffffff;
    private static final String SUBMIT = "mining.submit";
    private static final String SUGGEST_DIFFICULTY = "mining.suggest_difficulty";

    private final JsonScanner json;
    private final Params params;
    private RequestId id = RequestId.NULL;
    /** Where the method's name stands, quotes included; both 0 where there is none. */
    private int methodStart;

    private int methodStop;
    private String result = "";
    /** The last submit's user: nearly always the next one's, too. */
    private String lastUser = "";

    public RequestParser() {
        this(JsonScanner.MAX_DEPTH);
    }

    /** @param maxDepth of nesting below the request object; a line with more is malformed */
    public RequestParser(int maxDepth) {
        this.json = new JsonScanner(maxDepth);
        this.params = new Params(json);
    }

    /** @param line holds the line without its end from {@code start} to {@code end} */
    public ClientRequest parse(byte[] line, int start, int end) {
        json.reset(line, end);
        params.clear();
        id = RequestId.NULL;
        methodStart = 0;
        methodStop = 0;
        result = "";
        if (!readMembers(start)) {
            return new ClientRequest.Malformed();
        }
        if (methodStop - methodStart <= 2) {
            return new ClientRequest.Answer(result);
        }
        return isMethod(SUBMIT) ? submit() : request(json.decodeString(methodStart, methodStop));
    }

    private boolean readMembers(int start) {
        int i = json.skipMark(start, '{');
        if (i == JsonScanner.MALFORMED) {
            return false;
        }
        if (json.at(i) == '}') {
            return json.isEnd(json.skipWhiteSpace(i + 1));
        }
        while (true) {
            int name = i;
            int value = json.skipName(name);
            int stop = value == JsonScanner.MALFORMED ? value : json.skipValue(value);
            if (stop == JsonScanner.MALFORMED) {
                return false;
            }
            readMember(name, value, stop);
            i = json.skipWhiteSpace(stop);
            if (json.at(i) == '}') {
                return json.isEnd(json.skipWhiteSpace(i + 1));
            }
            i = json.skipMark(i, ',');
            if (i == JsonScanner.MALFORMED) {
                return false;
            }
        }
    }

    private void readMember(int name, int value, int stop) {
        if (json.startsWith(name, "\"id\"")) {
            id = json.equalsAscii(value, stop, "null") ? RequestId.NULL : RequestId.of(json.copy(value, stop));
        } else if (json.startsWith(name, "\"method\"") && json.at(value) == '"') {
            methodStart = value;
            methodStop = stop;
        } else if (json.startsWith(name, "\"params\"") && json.at(value) == '[') {
            params.read(value);
        } else if (json.startsWith(name, "\"result\"")) {
            result = json.scalar(value, stop);
        }
    }

    private boolean isMethod(String name) {
        return json.equalsAscii(methodStart + 1, methodStop - 1, name);
    }

    private ClientRequest request(String method) {
        return switch (method) {
            case SUBMIT -> submit();
            case "mining.subscribe" -> new ClientRequest.Subscribe(id, params.text(0), params.text(1));
            case "mining.authorize" -> new ClientRequest.Authorize(id, params.text(0), params.text(1));
            case "mining.configure" -> configure();
            case SUGGEST_DIFFICULTY ->
                new ClientRequest.SuggestDifficulty(id, number(params.text(0)).filter(value -> value.signum() > 0));
            case "mining.suggest_target" -> new ClientRequest.SuggestDifficulty(id, difficultyOfTarget(params.text(0)));
            case "mining.extranonce.subscribe" -> new ClientRequest.SubscribeExtranonce(id);
            case "mining.get_transactions" -> new ClientRequest.GetTransactions(id);
            case "mining.ping" -> new ClientRequest.Ping(id);
            case "mining.multi_version" -> new ClientRequest.Announcement(id);
            case "agent.get_capabilities" -> new ClientRequest.AgentCapabilities(id);
            case "pong" -> new ClientRequest.Answer(method); // how ESP-Miner answers a ping
            default -> otherMethod(method);
        };
    }

    private ClientRequest submit() {
        String user = user();
        long jobId = params.isHex(1, 16) ? params.hex(1) : 0;
        boolean readable = params.isHex(2, 16)
                && params.characters(2) % 2 == 0
                && params.isHex(3, 8)
                && params.isHex(4, 8)
                && (params.isAbsent(5) || params.isHex(5, 8));
        if (!readable) {
            return new ClientRequest.UnreadableSubmit(id, user, jobId);
        }
        return new ClientRequest.Submit(
                id,
                user,
                jobId,
                params.hex(2),
                params.characters(2) / 2,
                (int) params.hex(3),
                (int) params.hex(4),
                params.isAbsent(5) ? 0 : (int) params.hex(5));
    }

    private String user() {
        if (!params.isText(0, lastUser)) {
            lastUser = params.text(0);
        }
        return lastUser;
    }

    private ClientRequest configure() {
        List<String> extensions = new ArrayList<>();
        params.eachText(0, extensions::add);
        String mask = params.memberText(1, "version-rolling.mask");
        return new ClientRequest.Configure(
                id,
                extensions,
                mask.matches("[0-9a-fA-F]{1,8}") ? Integer.parseUnsignedInt(mask, 16) : ALL_BITS,
                number(params.memberText(1, "minimum-difficulty.value")),
                (params.memberText(1, "info.hw-version") + " " + params.memberText(1, "info.sw-version")).trim());
    }

    /** One pool met miners that write the value into the name: {@code mining.suggest_difficulty(1024)}. */
    private ClientRequest otherMethod(String method) {
        if (method.startsWith(SUGGEST_DIFFICULTY + "(") && method.endsWith(")")) {
            String value = method.substring(SUGGEST_DIFFICULTY.length() + 1, method.length() - 1);
            return new ClientRequest.SuggestDifficulty(id, number(value).filter(number -> number.signum() > 0));
        }
        return new ClientRequest.UnknownMethod(id, method);
    }

    /** Empty where the text is no number, a negative one or one of absurd size. */
    private static Optional<BigDecimal> number(String number) {
        if (number.isEmpty() || number.length() > MAX_NUMBER_CHARACTERS) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(number);
            // An exponent of millions is a short text, but its digits would fill the memory.
            boolean sane = Math.abs((long) value.scale()) <= 100;
            return sane && value.signum() >= 0 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> difficultyOfTarget(String digits) {
        if (!digits.matches("[0-9a-fA-F]{64}") || digits.matches("0*")) {
            return Optional.empty();
        }
        Target target = Target.of(new BigInteger(digits, 16));
        return Optional.of(neman.bitcoin.Difficulty.ofTarget(target).toDecimal());
    }
}
