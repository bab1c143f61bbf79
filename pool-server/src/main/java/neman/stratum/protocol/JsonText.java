package neman.stratum.protocol;

import java.util.HexFormat;

/** Text as a JSON string of printable ASCII. */
final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    static void appendQuoted(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            append(json, text.charAt(i));
        }
        json.append('"');
    }

    private static void append(StringBuilder json, char c) {
        if (c == '"' || c == '\\') {
            json.append('\\').append(c);
        } else if (c >= ' ' && c <= '~') {
            json.append(c);
        } else {
            json.append("\\u").append(HEX.toHexDigits(c));
        }
    }
}
