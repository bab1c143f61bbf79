package neman.bitcoin.sandbox.chain;

import java.util.Arrays;

/** The block's height at the front of the coinbase script (BIP34). */
public final class CoinbaseHeight {
    private static final int OP_0 = 0x00;
    private static final int OP_1 = 0x51;
    private static final int LARGEST_OP_NUMBER = 16;

    private CoinbaseHeight() {}

    /** What Bitcoin Core's {@code CScript() << height} gives: an opcode up to 16, then the shortest push of a signed number. */
    public static byte[] script(int height) {
        if (height <= LARGEST_OP_NUMBER) {
            return new byte[] {(byte) (height == 0 ? OP_0 : OP_1 + height - 1)};
        }
        // One bit more than the number has, because the highest bit is the sign.
        int length = (Integer.SIZE - Integer.numberOfLeadingZeros(height)) / 8 + 1;
        byte[] script = new byte[1 + length];
        script[0] = (byte) length;
        for (int i = 0; i < length; i++) {
            script[1 + i] = (byte) ((long) height >>> (8 * i));
        }
        return script;
    }

    static boolean isFirstIn(byte[] coinbaseScript, int height) {
        byte[] expected = script(height);
        return coinbaseScript.length >= expected.length
                && Arrays.equals(coinbaseScript, 0, expected.length, expected, 0, expected.length);
    }
}
