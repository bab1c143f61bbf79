package neman.bitcoin.sandbox.rpc;

/** Output descriptors with their checksum (BIP380). */
final class Descriptor {
    private static final String INPUT_CHARACTERS = "0123456789()[],'/*abcdefgh@:$%{}"
            + "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~"
            + "ijklmnopqrstuvwxyzABCDEFGH`#\"\\ ";
    private static final String CHECKSUM_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final long[] GENERATOR = {0xf5dee51989L, 0xa9fdca3312L, 0x1bab10e32dL, 0x3706b1677aL, 0x644d626ffdL};

    private Descriptor() {}

    static String withChecksum(String descriptor) {
        return descriptor + '#' + checksum(descriptor);
    }

    private static String checksum(String descriptor) {
        long state = 1;
        int group = 0;
        int groupSize = 0;
        for (char character : descriptor.toCharArray()) {
            int position = INPUT_CHARACTERS.indexOf(character);
            state = step(state, position & 31);
            group = group * 3 + (position >> 5);
            if (++groupSize == 3) {
                state = step(state, group);
                group = 0;
                groupSize = 0;
            }
        }
        if (groupSize > 0) {
            state = step(state, group);
        }
        for (int i = 0; i < 8; i++) {
            state = step(state, 0);
        }
        state ^= 1;
        StringBuilder checksum = new StringBuilder();
        for (int i = 7; i >= 0; i--) {
            checksum.append(CHECKSUM_CHARACTERS.charAt((int) (state >> (5 * i)) & 31));
        }
        return checksum.toString();
    }

    private static long step(long state, int value) {
        long top = state >> 35;
        long next = (state & 0x7ffffffffL) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= (top >> i & 1) == 0 ? 0 : GENERATOR[i];
        }
        return next;
    }
}
