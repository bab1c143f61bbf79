package neman.stratum.load;

import java.nio.charset.StandardCharsets;

/** Reads the one answer that comes by the million, {@code result} true, without building a tree of it. */
final class AnswerScan {
    static final long NOT_ACCEPTED = -1;

    /** Pools write it with and without blanks and in any order; longer lines are something else. */
    private static final int MAX_BYTES = 120;

    private static final byte[] RESULT = "\"result\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "\"id\":".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 18;

    private AnswerScan() {}

    /** The id of the request that was answered true, or {@link #NOT_ACCEPTED} for every other line. */
    static long acceptedId(byte[] line, int start, int end) {
        if (end - start > MAX_BYTES) {
            return NOT_ACCEPTED;
        }
        int result = valueOf(RESULT, line, start, end);
        int id = valueOf(ID, line, start, end);
        return result >= 0 && id >= 0 && line[result] == 't' ? number(line, id, end) : NOT_ACCEPTED;
    }

    private static int valueOf(byte[] name, byte[] line, int start, int end) {
        for (int i = start; i + name.length < end; i++) {
            if (line[i] == '"' && matches(name, line, i)) {
                int value = i + name.length;
                return line[value] == ' ' && value + 1 < end ? value + 1 : value;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] name, byte[] line, int at) {
        for (int i = 1; i < name.length; i++) {
            if (line[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] line, int at, int end) {
        long value = 0;
        int i = at;
        while (i < end && line[i] >= '0' && line[i] <= '9' && i - at < MAX_DIGITS) {
            value = value * 10 + line[i++] - '0';
        }
        return i == at ? NOT_ACCEPTED : value;
    }
}
