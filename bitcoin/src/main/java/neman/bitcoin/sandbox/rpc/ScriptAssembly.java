package neman.bitcoin.sandbox.rpc;

import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/** A script as words, the way {@code asm} shows it: pushed data in hex, known operations by name. */
final class ScriptAssembly {
    private static final int LARGEST_DIRECT_PUSH = 75;
    private static final int OP_PUSHDATA1 = 0x4c;
    private static final int OP_PUSHDATA2 = 0x4d;
    private static final int OP_1 = 0x51;
    private static final int OP_16 = 0x60;

    private static final Map<Integer, String> NAMES = Map.of(
            0x00, "0",
            0x6a, "OP_RETURN",
            0x76, "OP_DUP",
            0x87, "OP_EQUAL",
            0x88, "OP_EQUALVERIFY",
            0xa9, "OP_HASH160",
            0xac, "OP_CHECKSIG");

    private ScriptAssembly() {}

    static String of(byte[] script) {
        StringJoiner words = new StringJoiner(" ");
        int at = 0;
        while (at < script.length) {
            int operation = Byte.toUnsignedInt(script[at]);
            int lengthBytes = operation == OP_PUSHDATA1 ? 1 : operation == OP_PUSHDATA2 ? 2 : 0;
            boolean push = operation > 0 && operation <= LARGEST_DIRECT_PUSH || lengthBytes > 0;
            if (!push) {
                words.add(name(operation));
                at++;
                continue;
            }
            int start = at + 1 + lengthBytes;
            int end = start <= script.length ? start + pushLength(script, at, operation, lengthBytes) : start;
            if (end > script.length) {
                return words.add("[error]").toString();
            }
            words.add(Json.hex(Arrays.copyOfRange(script, start, end)));
            at = end;
        }
        return words.toString();
    }

    private static int pushLength(byte[] script, int at, int operation, int lengthBytes) {
        return switch (lengthBytes) {
            case 0 -> operation;
            case 1 -> Byte.toUnsignedInt(script[at + 1]);
            default -> Byte.toUnsignedInt(script[at + 1]) | Byte.toUnsignedInt(script[at + 2]) << 8;
        };
    }

    private static String name(int operation) {
        if (operation >= OP_1 && operation <= OP_16) {
            return Integer.toString(operation - OP_1 + 1);
        }
        return NAMES.getOrDefault(operation, "OP_" + Integer.toHexString(operation));
    }
}
