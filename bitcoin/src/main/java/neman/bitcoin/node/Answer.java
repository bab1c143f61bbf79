package neman.bitcoin.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import neman.bitcoin.Hash256;
import neman.bitcoin.Satoshis;

/** Typed reading of one JSON object of an answer: a member that is missing or of another type names itself. */
final class Answer {
    private static final Pattern HEX_NUMBER = Pattern.compile("[0-9a-fA-F]{1,64}");

    private final String method;
    private final JsonNode json;

    Answer(String method, JsonNode json) {
        this.method = method;
        this.json = json;
    }

    /** The answer itself, where it is a plain string. */
    String asText() throws NodeException {
        return typed(json, JsonNode::isTextual, "a text").textValue();
    }

    Hash256 asHash() throws NodeException {
        return parseHash(asText());
    }

    boolean has(String member) {
        return json.hasNonNull(member);
    }

    String text(String member) throws NodeException {
        return required(member, JsonNode::isTextual, "a text").textValue();
    }

    Optional<String> optionalText(String member) {
        return Optional.ofNullable(json.path(member).textValue());
    }

    int integer(String member) throws NodeException {
        return required(member, value -> value.isIntegralNumber() && value.canConvertToInt(), "an integer")
                .intValue();
    }

    long longInteger(String member) throws NodeException {
        return required(member, value -> value.isIntegralNumber() && value.canConvertToLong(), "an integer")
                .longValue();
    }

    boolean bool(String member) throws NodeException {
        return required(member, JsonNode::isBoolean, "true or false").booleanValue();
    }

    boolean bool(String member, boolean absent) {
        return json.path(member).asBoolean(absent);
    }

    /** An amount, which nodes write as a decimal number of bitcoins. */
    long sats(String member) throws NodeException {
        JsonNode amount = required(member, JsonNode::isNumber, "an amount");
        try {
            return Satoshis.ofBitcoins(amount.decimalValue().abs())
                    * (amount.decimalValue().signum() < 0 ? -1 : 1);
        } catch (IllegalArgumentException e) {
            throw unexpected(member + ": " + e.getMessage());
        }
    }

    Hash256 hash(String member) throws NodeException {
        return parseHash(text(member));
    }

    Optional<Hash256> optionalHash(String member) throws NodeException {
        return json.path(member).isTextual() ? Optional.of(hash(member)) : Optional.empty();
    }

    /** Eight hexadecimal digits; bcoin writes a number. */
    int compactTarget(String member) throws NodeException {
        JsonNode value = json.path(member);
        BigInteger compact = value.isIntegralNumber() ? value.bigIntegerValue() : hexNumber(member);
        if (compact.bitLength() > Integer.SIZE) {
            throw unexpected(member + " is no compact target");
        }
        return compact.intValue();
    }

    /** Of at most 64 hexadecimal digits. */
    BigInteger hexNumber(String member) throws NodeException {
        String digits = text(member);
        if (!HEX_NUMBER.matcher(digits).matches()) {
            throw unexpected(member + " is no hexadecimal number");
        }
        return new BigInteger(digits, 16);
    }

    byte[] bytes(String member) throws NodeException {
        try {
            return HexFormat.of().parseHex(text(member));
        } catch (IllegalArgumentException e) {
            throw unexpected(member + " is not hexadecimal");
        }
    }

    Optional<byte[]> optionalBytes(String member) throws NodeException {
        return json.path(member).isTextual() ? Optional.of(bytes(member)) : Optional.empty();
    }

    URI uri(String member) throws NodeException {
        try {
            return URI.create(text(member));
        } catch (IllegalArgumentException e) {
            throw unexpected(member + " is no address");
        }
    }

    Answer object(String member) throws NodeException {
        return new Answer(method, required(member, JsonNode::isObject, "an object"));
    }

    Answer list(String member) throws NodeException {
        return new Answer(method, required(member, JsonNode::isArray, "a list"));
    }

    /** The elements, where the answer is a list. */
    List<Answer> elements() throws NodeException {
        typed(json, JsonNode::isArray, "a list");
        List<Answer> elements = new ArrayList<>(json.size());
        json.forEach(element -> elements.add(new Answer(method, element)));
        return elements;
    }

    private JsonNode required(String member, Predicate<JsonNode> type, String typeName) throws NodeException {
        JsonNode value = json.path(member);
        if (!type.test(value)) {
            throw unexpected(member + " is not " + typeName);
        }
        return value;
    }

    private JsonNode typed(JsonNode value, Predicate<JsonNode> type, String typeName) throws NodeException {
        if (!type.test(value)) {
            throw unexpected("it is not " + typeName);
        }
        return value;
    }

    private Hash256 parseHash(String text) throws NodeException {
        try {
            return Hash256.parse(text);
        } catch (IllegalArgumentException e) {
            throw unexpected("not a hash: " + e.getMessage());
        }
    }

    private NodeException unexpected(String what) {
        return new NodeException("the node's answer to " + method + " is not understood: " + what);
    }
}
