package neman.stratum.protocol;

import java.util.function.Consumer;

/**
 * Where each element of a request's {@code params} stands in the line. An element that is missing, null or of another type
 * than asked for reads as empty: miners leave out, add and mistype.
 */
final class Params {
    /** Elements from here on are checked as JSON and passed over. */
    static final int MAX_ELEMENTS = 8;

    private final JsonScanner json;
    private final int[] starts = new int[MAX_ELEMENTS];
    private final int[] stops = new int[MAX_ELEMENTS];
    private int count;

    Params(JsonScanner json) {
        this.json = json;
    }

    void clear() {
        count = 0;
    }

    /** @param array position of an array that has been walked over already and is sound */
    void read(int array) {
        clear();
        int i = json.skipWhiteSpace(array + 1);
        while (json.at(i) != ']' && count < MAX_ELEMENTS) {
            starts[count] = i;
            stops[count] = json.skipValue(i);
            i = json.skipWhiteSpace(stops[count++]);
            i = json.at(i) == ',' ? json.skipWhiteSpace(i + 1) : i;
        }
    }

    boolean isAbsent(int index) {
        return index >= count || json.at(starts[index]) == 'n';
    }

    /** A string's content or a number's digits. */
    String text(int index) {
        return index < count ? json.scalar(starts[index], stops[index]) : "";
    }

    /** Whether a string that says {@code text} stands at {@code index}; sometimes false where escapes are in it. */
    boolean isText(int index, String text) {
        return index < count
                && json.at(starts[index]) == '"'
                && json.equalsAscii(starts[index] + 1, stops[index] - 1, text)
                && text.indexOf('\\') < 0;
    }

    /** Calls {@code reader} with each string of the array that stands at {@code index}. */
    void eachText(int index, Consumer<String> reader) {
        if (index >= count || json.at(starts[index]) != '[') {
            return;
        }
        int i = json.skipWhiteSpace(starts[index] + 1);
        while (json.at(i) != ']') {
            int stop = json.skipValue(i);
            String text = json.scalar(i, stop);
            if (!text.isEmpty()) {
                reader.accept(text);
            }
            i = json.skipWhiteSpace(stop);
            i = json.at(i) == ',' ? json.skipWhiteSpace(i + 1) : i;
        }
    }

    /** The string or number that the object at {@code index} holds under {@code name}. */
    String memberText(int index, String name) {
        if (index >= count || json.at(starts[index]) != '{') {
            return "";
        }
        int i = json.skipWhiteSpace(starts[index] + 1);
        while (json.at(i) != '}') {
            int nameStop = json.skipString(i);
            int value = json.skipName(i);
            int stop = json.skipValue(value);
            if (json.equalsAscii(i + 1, nameStop - 1, name)) {
                return json.scalar(value, stop);
            }
            i = json.skipWhiteSpace(stop);
            i = json.at(i) == ',' ? json.skipWhiteSpace(i + 1) : i;
        }
        return "";
    }

    /** Characters of the string at {@code index}, without its quotes. */
    int characters(int index) {
        return stops[index] - starts[index] - 2;
    }

    /** Whether a string of 1 … {@code most} hex digits stands at {@code index}. */
    boolean isHex(int index, int most) {
        if (index >= count || json.at(starts[index]) != '"') {
            return false;
        }
        int characters = characters(index);
        for (int i = 1; i <= characters; i++) {
            if (Hex.digit(json.at(starts[index] + i)) < 0) {
                return false;
            }
        }
        return characters >= 1 && characters <= most;
    }

    /** The number whose hex digits stand at {@code index}; {@link #isHex} must have said so. */
    long hex(int index) {
        long value = 0;
        for (int i = starts[index] + 1; i < stops[index] - 1; i++) {
            value = value << 4 | Hex.digit(json.at(i));
        }
        return value;
    }
}
