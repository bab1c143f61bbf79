package neman.payout.ledger;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON in the one form of RFC 8785 (JCS): sorted member names, no white space. So equal content has equal bytes and
 * one SHA-256.
 *
 * <p>Only what the books need: objects, lists, strings, whole numbers up to 2^53 − 1 and booleans. Larger numbers are the
 * caller's to write as strings; there is no floating point.
 */
public final class CanonicalJson {
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private final StringBuilder text = new StringBuilder();

    private CanonicalJson() {}

    /** @param object values are String, Integer, Long, Boolean, List or Map with String keys */
    public static String write(Map<String, ?> object) {
        CanonicalJson json = new CanonicalJson();
        json.object(object);
        return json.text.toString();
    }

    private void value(Object value) {
        if (value instanceof String string) {
            string(string);
        } else if (value instanceof Integer || value instanceof Long) {
            number(((Number) value).longValue());
        } else if (value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof List<?> list) {
            list(list);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else {
            throw new IllegalArgumentException("canonical JSON has no form for " + value);
        }
    }

    private void object(Map<?, ?> object) {
        Map<String, Object> sorted = new TreeMap<>(); // by UTF-16 units, as the RFC asks
        object.forEach((name, value) -> sorted.put((String) name, value));
        text.append('{');
        Iterator<Map.Entry<String, Object>> members = sorted.entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, Object> member = members.next();
            string(member.getKey());
            text.append(':');
            value(member.getValue());
            text.append(members.hasNext() ? "," : "");
        }
        text.append('}');
    }

    private void list(List<?> list) {
        text.append('[');
        Iterator<?> items = list.iterator();
        while (items.hasNext()) {
            value(items.next());
            text.append(items.hasNext() ? "," : "");
        }
        text.append(']');
    }

    private void number(long number) {
        if (number > MAX_SAFE_INTEGER || number < -MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException(number + " is not exact for every reader of JSON: write it as a string");
        }
        text.append(number);
    }

    private void string(String string) {
        text.append('"');
        string.chars().forEach(unit -> character((char) unit));
        text.append('"');
    }

    private void character(char unit) {
        switch (unit) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (unit < 0x20) {
                    text.append(String.format("\\u%04x", (int) unit));
                } else {
                    text.append(unit);
                }
            }
        }
    }
}
