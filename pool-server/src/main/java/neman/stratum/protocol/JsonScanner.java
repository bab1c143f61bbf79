package neman.stratum.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Walks over one line of JSON (RFC 8259) in place: every method takes a position and gives the position after what it read,
 * or {@link #MALFORMED}. Nothing is copied and nothing is built, so a submit costs no tree.
 *
 * <p>Stricter than some firmware needs in nothing that the firmware sends; nesting is bounded.
 */
final class JsonScanner {
    static final int MALFORMED = -1;
    /** Of the nesting in a value, where nothing else is said. */
    static final int MAX_DEPTH = 8;

    private final int maxDepth;
    private byte[] bytes = {};
    private int end;

    JsonScanner(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /** Points the scanner at {@code bytes} up to {@code end}, exclusive. */
    void reset(byte[] line, int lineEnd) {
        bytes = line;
        end = lineEnd;
    }

    /** The byte at {@code position}, or 0 at the end of the line. */
    byte at(int position) {
        return position < end ? bytes[position] : 0;
    }

    boolean isEnd(int position) {
        return position == end;
    }

    int skipWhiteSpace(int position) {
        int i = position;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n')) {
            i++;
        }
        return i;
    }

    /** Skips white space, the byte {@code expected} and white space again. */
    int skipMark(int position, char expected) {
        int i = skipWhiteSpace(position);
        return at(i) == expected ? skipWhiteSpace(i + 1) : MALFORMED;
    }

    int skipValue(int position) {
        return skipValue(position, 0);
    }

    private int skipValue(int position, int depth) {
        switch (at(position)) {
            case '"':
                return skipString(position);
            case '{':
                return depth < maxDepth ? skipMembers(position, '}', true, depth) : MALFORMED;
            case '[':
                return depth < maxDepth ? skipMembers(position, ']', false, depth) : MALFORMED;
            case 't':
                return skipWord(position, "true");
            case 'f':
                return skipWord(position, "false");
            case 'n':
                return skipWord(position, "null");
            default:
                return skipNumber(position);
        }
    }

    private int skipMembers(int position, char close, boolean named, int depth) {
        int i = skipWhiteSpace(position + 1);
        if (at(i) == close) {
            return i + 1;
        }
        while (true) {
            if (named) {
                i = skipName(i);
            }
            i = i == MALFORMED ? MALFORMED : skipValue(i, depth + 1);
            if (i == MALFORMED) {
                return MALFORMED;
            }
            i = skipWhiteSpace(i);
            if (at(i) == close) {
                return i + 1;
            }
            i = skipMark(i, ',');
            if (i == MALFORMED) {
                return MALFORMED;
            }
        }
    }

    /** A member's name and the colon after it. */
    int skipName(int position) {
        int afterName = skipString(position);
        return afterName == MALFORMED ? MALFORMED : skipMark(afterName, ':');
    }

    int skipString(int position) {
        if (at(position) != '"') {
            return MALFORMED;
        }
        for (int i = position + 1; i < end; i++) {
            byte b = bytes[i];
            if (b == '"') {
                return i + 1;
            }
            if (b >= 0 && b < ' ') {
                return MALFORMED;
            }
            if (b == '\\') {
                int escape = skipEscape(i + 1);
                if (escape == MALFORMED) {
                    return MALFORMED;
                }
                i = escape - 1;
            }
        }
        return MALFORMED;
    }

    private int skipEscape(int position) {
        byte b = at(position);
        if (b != 'u') {
            return b != 0 && "\"\\/bfnrt".indexOf(b) >= 0 ? position + 1 : MALFORMED;
        }
        for (int i = position + 1; i <= position + 4; i++) {
            if (Hex.digit(at(i)) < 0) {
                return MALFORMED;
            }
        }
        return position + 5;
    }

    private int skipWord(int position, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at(position + i) != word.charAt(i)) {
                return MALFORMED;
            }
        }
        return position + word.length();
    }

    private int skipNumber(int position) {
        int i = at(position) == '-' ? position + 1 : position;
        int afterWhole = skipDigits(i);
        if (afterWhole == i || (at(i) == '0' && afterWhole > i + 1)) {
            return MALFORMED;
        }
        i = afterWhole;
        if (at(i) == '.') {
            int afterFraction = skipDigits(i + 1);
            if (afterFraction == i + 1) {
                return MALFORMED;
            }
            i = afterFraction;
        }
        return at(i) == 'e' || at(i) == 'E' ? skipExponent(i + 1) : i;
    }

    private int skipExponent(int position) {
        int i = at(position) == '+' || at(position) == '-' ? position + 1 : position;
        int afterDigits = skipDigits(i);
        return afterDigits == i ? MALFORMED : afterDigits;
    }

    private int skipDigits(int position) {
        int i = position;
        while (at(i) >= '0' && at(i) <= '9') {
            i++;
        }
        return i;
    }

    /** Whether the bytes from {@code start} to {@code stop} are {@code text}, which is ASCII. */
    boolean equalsAscii(int start, int stop, String text) {
        if (stop - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code text}, which is ASCII, stands at {@code position}. */
    boolean startsWith(int position, String text) {
        return position + text.length() <= end && equalsAscii(position, position + text.length(), text);
    }

    /** What a string says, a number's digits; empty for anything else. */
    String scalar(int start, int stop) {
        byte first = at(start);
        if (first == '"') {
            return decodeString(start, stop);
        }
        return first == '-' || (first >= '0' && first <= '9') ? raw(start, stop) : "";
    }

    /** The text as it stands, undecoded. */
    String raw(int start, int stop) {
        return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    }

    /** The bytes as they stand. A copy. */
    byte[] copy(int start, int stop) {
        byte[] copy = new byte[stop - start];
        System.arraycopy(bytes, start, copy, 0, copy.length);
        return copy;
    }

    /** What the string literal from {@code start} to {@code stop}, quotes included, says. */
    String decodeString(int start, int stop) {
        String inner = raw(start + 1, stop - 1);
        return inner.indexOf('\\') < 0 ? inner : unescape(inner);
    }

    private static String unescape(String inner) {
        StringBuilder text = new StringBuilder(inner.length());
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = inner.charAt(++i);
            if (escape == 'u') {
                text.append((char) Integer.parseInt(inner, i + 1, i + 5, 16));
                i += 4;
            } else {
                int known = "bfnrt".indexOf(escape);
                text.append(known < 0 ? escape : "\b\f\n\r\t".charAt(known));
            }
        }
        return text.toString();
    }
}
