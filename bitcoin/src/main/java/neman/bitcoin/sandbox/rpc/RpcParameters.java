package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import neman.bitcoin.Hash256;

/** The parameters of one call, by position or by name, read with the types that the call wants. */
final class RpcParameters {
    private final JsonNode parameters;
    private final List<String> names;

    RpcParameters(JsonNode parameters, List<String> names) {
        this.parameters = parameters;
        this.names = names;
        if (parameters.isArray() && parameters.size() > names.size()) {
            throw new RpcError(RpcError.MISC, "too many parameters: the call takes " + names.size());
        }
        parameters.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new RpcError(RpcError.INVALID_PARAMETER, "Unknown named parameter " + name);
            }
        });
    }

    /** Absent where it is missing or null. */
    Optional<JsonNode> optional(String name) {
        JsonNode value = parameters.isArray() ? parameters.path(names.indexOf(name)) : parameters.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    JsonNode required(String name) {
        return optional(name).orElseThrow(() -> new RpcError(RpcError.MISC, "the parameter " + name + " is missing"));
    }

    String text(String name) {
        return text(required(name));
    }

    Optional<String> optionalText(String name) {
        return optional(name).map(RpcParameters::text);
    }

    int integer(String name) {
        return integer(required(name));
    }

    OptionalInt optionalInteger(String name) {
        return optional(name).map(value -> OptionalInt.of(integer(value))).orElse(OptionalInt.empty());
    }

    boolean bool(String name, boolean otherwise) {
        return optional(name).map(RpcParameters::bool).orElse(otherwise);
    }

    Hash256 hash(String name) {
        return hash(name, text(name));
    }

    byte[] hex(String name, String complaint) {
        return parseHex(text(name), complaint);
    }

    /** Verbosity is a number in new calls and a boolean in old ones. */
    int verbosity(String name, int otherwise) {
        Optional<JsonNode> value = optional(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        return value.get().isBoolean() ? (value.get().booleanValue() ? 1 : 0) : integer(value.get());
    }

    JsonNode array(String name) {
        return array(required(name));
    }

    JsonNode object(String name) {
        JsonNode value = optional(name).orElse(MissingNode.getInstance());
        if (!value.isMissingNode() && !value.isObject()) {
            throw wrongType(value, "object");
        }
        return value;
    }

    static JsonNode array(JsonNode value) {
        if (!value.isArray()) {
            throw wrongType(value, "array");
        }
        return value;
    }

    static String text(JsonNode value) {
        if (!value.isTextual()) {
            throw wrongType(value, "string");
        }
        return value.textValue();
    }

    static boolean bool(JsonNode value) {
        if (!value.isBoolean()) {
            throw wrongType(value, "bool");
        }
        return value.booleanValue();
    }

    static int integer(JsonNode value) {
        if (!value.isIntegralNumber()) {
            throw wrongType(value, "number");
        }
        if (!value.canConvertToInt()) {
            throw new RpcError(RpcError.MISC, "JSON integer out of range");
        }
        return value.intValue();
    }

    /** Numbers and strings with a number in them, as Bitcoin Core takes amounts. */
    static BigDecimal decimal(JsonNode value) {
        try {
            return value.isTextual() ? new BigDecimal(value.textValue()) : value.decimalValue();
        } catch (NumberFormatException e) {
            throw new RpcError(RpcError.TYPE, "Invalid amount");
        }
    }

    static Hash256 hash(String name, String text) {
        if (text.length() != 2 * Hash256.BYTES) {
            throw new RpcError(
                    RpcError.INVALID_PARAMETER,
                    name + " must be of length 64 (not " + text.length() + ", for '" + shortened(text) + "')");
        }
        try {
            return Hash256.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RpcError(RpcError.INVALID_PARAMETER, name + " must be hexadecimal string (not '" + text + "')");
        }
    }

    static byte[] parseHex(String text, String complaint) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new RpcError(RpcError.DESERIALIZATION, complaint);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static RpcError wrongType(JsonNode value, String wanted) {
        String found = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return new RpcError(RpcError.TYPE, "JSON value of type " + found + " is not of expected type " + wanted);
    }
}
