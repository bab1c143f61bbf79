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
    private static final String SUGGEST_DIFFICULTY = "mining.suggest_difficulty";

    private final JsonScanner json = new JsonScanner();
    private final Params params = new Params(json);
    private RequestId id = RequestId.NULL;
    private String method = "";

    /** @param line holds the line without its end from {@code start} to {@code end} */
    public ClientRequest parse(byte[] line, int start, int end) {
        json.reset(line, end);
        params.clear();
        id = RequestId.NULL;
        method = "";
        if (!readMembers(start)) {
            return new ClientRequest.Malformed();
        }
        return method.isEmpty() ? new ClientRequest.NotARequest() : request();
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
        if (json.equalsAscii(name, name + 4, "\"id\"")) {
            byte first = json.at(value);
            id = first == '{' || first == '[' ? RequestId.NULL : RequestId.of(json.copy(value, stop));
        } else if (json.equalsAscii(name, name + 8, "\"method\"") && json.at(value) == '"') {
            method = json.decodeString(value, stop);
        } else if (json.equalsAscii(name, name + 8, "\"params\"") && json.at(value) == '[') {
            params.read(value);
        }
    }

    private ClientRequest request() {
        switch (method) {
            case "mining.submit":
                return submit();
            case "mining.subscribe":
                return new ClientRequest.Subscribe(id, params.text(0));
            case "mining.authorize":
                return new ClientRequest.Authorize(id, params.text(0), params.text(1));
            case "mining.configure":
                return configure();
            case SUGGEST_DIFFICULTY:
                return new ClientRequest.SuggestDifficulty(id, positive(params.text(0)));
            case "mining.suggest_target":
                return new ClientRequest.SuggestDifficulty(id, difficultyOfTarget(params.text(0)));
            case "mining.extranonce.subscribe":
                return new ClientRequest.SubscribeExtranonce(id);
            default:
                return otherMethod();
        }
    }

    private ClientRequest submit() {
        String user = params.text(0);
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

    private ClientRequest configure() {
        List<String> extensions = new ArrayList<>();
        params.eachText(0, extensions::add);
        String mask = params.memberText(1, "version-rolling.mask");
        return new ClientRequest.Configure(
                id,
                extensions,
                mask.matches("[0-9a-fA-F]{1,8}") ? Integer.parseUnsignedInt(mask, 16) : ALL_BITS,
                positive(params.memberText(1, "minimum-difficulty.value")));
    }

    /** One pool met miners that write the value into the name: {@code mining.suggest_difficulty(1024)}. */
    private ClientRequest otherMethod() {
        if (method.startsWith(SUGGEST_DIFFICULTY + "(") && method.endsWith(")")) {
            String value = method.substring(SUGGEST_DIFFICULTY.length() + 1, method.length() - 1);
            return new ClientRequest.SuggestDifficulty(id, positive(value));
        }
        return new ClientRequest.UnknownMethod(id, method);
    }

    private static Optional<BigDecimal> positive(String number) {
        if (number.isEmpty() || number.length() > MAX_NUMBER_CHARACTERS) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(number);
            // An exponent of millions is a short text, but its digits would fill the memory.
            boolean sane = Math.abs((long) value.scale()) <= 100;
            return sane && value.signum() > 0 ? Optional.of(value) : Optional.empty();
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
