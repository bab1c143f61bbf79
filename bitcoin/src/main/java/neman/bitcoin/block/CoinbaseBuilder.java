package neman.bitcoin.block;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Satoshis;

/**
 * Builds the pool's coinbase transaction, cut at the extranonce.
 *
 * <p>scriptSig = height (BIP34) ‖ push of 1 byte instance number and 4 bytes start counter, big-endian ‖ push of the
 * extranonce ‖ push of the pool's tag. Instance and start make every coinbase, and so every header, different for two
 * processes and for two starts of one. The lock time is height − 1 and the sequence not final, as BIP54 asks; today's
 * consensus accepts both.
 *
 * <p>Not thread-safe; use one builder for one template.
 */
public final class CoinbaseBuilder {
    /** Consensus: {@code bad-cb-length} above. */
    public static final int MAX_SCRIPT_SIG_BYTES = 100;

    private static final int MAX_EXTRANONCE2_BYTES = 8;

    private static final int TRANSACTION_VERSION = 2;
    private static final int SEQUENCE = 0xffff_fffe;
    private static final int NULL_OUTPUT_INDEX = 0xffff_ffff;
    private static final int OP_1 = 0x51;
    private static final int MAX_DIRECT_PUSH = 75;

    private final int height;
    private final List<Output> outputs = new ArrayList<>();
    private byte[] tag = {};
    private byte[] start = {};
    private int extranonce1Bytes = ExtranonceRoom.DEFAULT.extranonce1Bytes();
    private int extranonce2Bytes = ExtranonceRoom.DEFAULT.extranonce2Bytes();

    private record Output(byte[] script, long sats) {}

    /** @param height of the block to be built, 1 or above */
    public CoinbaseBuilder(int height) {
        if (height < 1) {
            throw new IllegalArgumentException("a block above the genesis has a height of 1 or more, not " + height);
        }
        this.height = height;
    }

    /** @param text printable ASCII that explorers show, for instance {@code /neman/}; empty for none */
    public CoinbaseBuilder tag(String text) {
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("the pool's tag must be printable ASCII: '" + text + "'");
        }
        this.tag = text.getBytes(StandardCharsets.US_ASCII);
        return this;
    }

    /**
     * @param instanceNumber 0 … 255
     * @param startCounter of the process, raised at each start; any int
     */
    public CoinbaseBuilder start(int instanceNumber, int startCounter) {
        if (instanceNumber < 0 || instanceNumber > 255) {
            throw new IllegalArgumentException("an instance number is 0 to 255, not " + instanceNumber);
        }
        this.start = new byte[] {
            (byte) instanceNumber,
            (byte) (startCounter >>> 24),
            (byte) (startCounter >>> 16),
            (byte) (startCounter >>> 8),
            (byte) startCounter
        };
        return this;
    }

    /** What the pool assigns, and what the miner may fill after it. */
    public CoinbaseBuilder extranonce(ExtranonceRoom room) {
        this.extranonce1Bytes = room.extranonce1Bytes();
        return extranonce2Bytes(room.extranonce2Bytes());
    }

    /** @param bytes 1 … 8: what the miner may fill, after what the pool assigns */
    public CoinbaseBuilder extranonce2Bytes(int bytes) {
        if (bytes < 1 || bytes > MAX_EXTRANONCE2_BYTES) {
            throw new IllegalArgumentException("extranonce2 has 1 to 8 bytes, not " + bytes);
        }
        this.extranonce2Bytes = bytes;
        return this;
    }

    /** Adds an output; the order of calls is the order in the transaction. */
    public CoinbaseBuilder output(byte[] script, long sats) {
        if (sats < 0 || sats > Satoshis.MAX_MONEY) {
            throw new IllegalArgumentException("an output pays between 0 and 21 million BTC, not " + sats + " sat");
        }
        outputs.add(new Output(script.clone(), sats));
        return this;
    }

    /** @param script the whole output script of BIP141, as the node's template has it; absent before segwit */
    public CoinbaseBuilder witnessCommitment(Optional<byte[]> script) {
        script.ifPresent(bytes -> output(bytes, 0));
        return this;
    }

    /** @throws IllegalArgumentException where the scriptSig exceeds 100 bytes or nothing is paid out */
    public CoinbaseParts build() {
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("a coinbase needs an output");
        }
        int extranonceBytes = extranonce1Bytes + extranonce2Bytes;
        byte[] before = scriptSigBeforeExtranonce(extranonceBytes);
        byte[] after = push(tag);
        int scriptSigBytes = before.length + extranonceBytes + after.length;
        if (scriptSigBytes > MAX_SCRIPT_SIG_BYTES) {
            throw new IllegalArgumentException(
                    "the pool's tag of " + tag.length + " bytes is too long: the coinbase script" + " would have "
                            + scriptSigBytes + " bytes, and consensus allows " + MAX_SCRIPT_SIG_BYTES);
        }
        return new CoinbaseParts(prefix(scriptSigBytes, before), suffix(after));
    }

    private byte[] scriptSigBeforeExtranonce(int extranonceBytes) {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(heightScript(height));
        script.writeBytes(push(start));
        script.write(extranonceBytes);
        return script.toByteArray();
    }

    private static byte[] prefix(int scriptSigBytes, byte[] before) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeInt(bytes, TRANSACTION_VERSION);
        CompactSize.write(bytes, 1);
        bytes.writeBytes(new byte[32]);
        writeInt(bytes, NULL_OUTPUT_INDEX);
        CompactSize.write(bytes, scriptSigBytes);
        bytes.writeBytes(before);
        return bytes.toByteArray();
    }

    private byte[] suffix(byte[] after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(after);
        writeInt(bytes, SEQUENCE);
        CompactSize.write(bytes, outputs.size());
        for (Output output : outputs) {
            writeInt(bytes, (int) output.sats);
            writeInt(bytes, (int) (output.sats >>> 32));
            CompactSize.write(bytes, output.script.length);
            bytes.writeBytes(output.script);
        }
        writeInt(bytes, height - 1);
        return bytes.toByteArray();
    }

    /**
     * The height as BIP34 wants it first in the scriptSig: what Bitcoin Core's {@code CScript() << height} writes, so one
     * opcode up to 16 and a minimal little-endian push above.
     */
    static byte[] heightScript(int height) {
        if (height <= 16) {
            return new byte[] {(byte) (OP_1 + height - 1)};
        }
        byte[] number = new byte[5];
        int length = 0;
        for (int rest = height; rest != 0; rest >>>= 8) {
            number[length++] = (byte) rest;
        }
        if (number[length - 1] < 0) {
            length++; // a set top bit would read as a minus sign
        }
        return push(Arrays.copyOf(number, length));
    }

    private static byte[] push(byte[] data) {
        if (data.length == 0) {
            return data;
        }
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        if (data.length > MAX_DIRECT_PUSH) {
            script.write(0x4c); // OP_PUSHDATA1
        }
        script.write(data.length);
        script.writeBytes(data);
        return script.toByteArray();
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }
}
