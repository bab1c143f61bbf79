package neman.accounting.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import neman.bitcoin.Network;

/**
 * The first 64 bytes of a file: {@code "NEMANJNL" 8, format 4, instance 4, start counter 4, network 12 (ASCII, zero-filled),
 * journal 8, previous journal 8, previous end 8, zero 4, crc32c of the 60 before 4}.
 *
 * @param previousEnd where the journal before ends, and thus where its reader goes on to this one; {@link
 *     JournalPosition#START} where none was there
 */
public record JournalFileHeader(Network network, InstanceIdentity identity, long journal, JournalPosition previousEnd) {
    public static final int BYTES = 64;

    private static final byte[] MAGIC = "NEMANJNL".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int NETWORK_BYTES = 12;
    private static final int CRC_AT = BYTES - 4;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.put(MAGIC).putInt(FORMAT).putInt(identity.number()).putInt(identity.startCounter());
        out.put(Arrays.copyOf(network.configuredName().getBytes(StandardCharsets.US_ASCII), NETWORK_BYTES));
        out.putLong(journal).putLong(previousEnd.journal()).putLong(previousEnd.offset());
        out.putInt(CRC_AT, checksum(out));
        return out.array();
    }

    /**
     * Reads the 64 bytes at the buffer's position.
     *
     * @throws IllegalArgumentException where they are not a header of this format
     */
    public static JournalFileHeader decode(ByteBuffer in) {
        ByteBuffer bytes = in.slice(in.position(), BYTES);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        int format = bytes.getInt();
        if (!Arrays.equals(magic, MAGIC) || bytes.getInt(CRC_AT) != checksum(bytes)) {
            throw new IllegalArgumentException("it does not begin with a journal's header");
        }
        if (format != FORMAT) {
            throw new IllegalArgumentException("journal format " + format + " is newer than this program's " + FORMAT);
        }
        InstanceIdentity identity = new InstanceIdentity(bytes.getInt(), bytes.getInt());
        Network network = network(bytes);
        return new JournalFileHeader(
                network, identity, bytes.getLong(), new JournalPosition(bytes.getLong(), bytes.getLong()));
    }

    private static Network network(ByteBuffer bytes) {
        byte[] name = new byte[NETWORK_BYTES];
        bytes.get(name);
        String text = new String(name, StandardCharsets.US_ASCII).trim();
        return Network.ofConfigured(text)
                .orElseThrow(() -> new IllegalArgumentException("network '" + text + "' is not known"));
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
