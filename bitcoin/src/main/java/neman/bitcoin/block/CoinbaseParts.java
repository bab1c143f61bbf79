package neman.bitcoin.block;

import java.io.ByteArrayOutputStream;

/**
 * A coinbase transaction without witness, cut where the miner's extranonce goes: prefix ‖ extranonce1 ‖ extranonce2 ‖
 * suffix. Its double SHA-256 is the txid.
 *
 * @param prefix "coinb1" of Stratum; not to be changed
 * @param suffix "coinb2" of Stratum; not to be changed
 */
public record CoinbaseParts(byte[] prefix, byte[] suffix) {
    /** The whole transaction with this extranonce. */
    public byte[] assemble(byte[] extranonce1, byte[] extranonce2) {
        ByteArrayOutputStream coinbase =
                new ByteArrayOutputStream(prefix.length + extranonce1.length + extranonce2.length + suffix.length);
        coinbase.writeBytes(prefix);
        coinbase.writeBytes(extranonce1);
        coinbase.writeBytes(extranonce2);
        coinbase.writeBytes(suffix);
        return coinbase.toByteArray();
    }
}
