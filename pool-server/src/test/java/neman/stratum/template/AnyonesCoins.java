package neman.stratum.template;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CompactSize;

/** Coins that anyone may spend: their spending needs a witness and no signature. */
public final class AnyonesCoins {
    /** The script {@code OP_TRUE} behind its hash, as an address of regtest. */
    public static final PayoutAddress ADDRESS =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85");

    private AnyonesCoins() {}

    /** Spends one output to {@code outputs} equal ones of the same kind (BIP144's serialisation). */
    public static byte[] spend(Hash256 txid, int index, long sats, int outputs, long feeSats) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {2, 0, 0, 0, /* marker and flag */ 0, 1, /* inputs */ 1});
        bytes.writeBytes(txid.toHeaderOrder());
        bytes.writeBytes(littleEndian(Integer.BYTES).putInt(index).array());
        bytes.writeBytes(new byte[] {
            /* no scriptSig */
            0, -1, -1, -1, -1
        });
        CompactSize.write(bytes, outputs);
        for (int i = 0; i < outputs; i++) {
            bytes.writeBytes(
                    littleEndian(Long.BYTES).putLong((sats - feeSats) / outputs).array());
            CompactSize.write(bytes, ADDRESS.script().length);
            bytes.writeBytes(ADDRESS.script());
        }
        bytes.writeBytes(new byte[] {
            /* witness: one item, OP_TRUE */
            1, 1, 0x51, /* lock time */ 0, 0, 0, 0
        });
        return bytes.toByteArray();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
