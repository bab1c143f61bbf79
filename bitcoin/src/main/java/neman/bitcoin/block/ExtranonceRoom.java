package neman.bitcoin.block;

import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of a coinbase that tell miners apart, and those that a miner tries: extranonce1 ‖ extranonce2.
 *
 * <p>What the pool assigns to a connection is a number of 32 bits; a longer extranonce1 begins with zeros. Journals and segments
 * hold the number, and the zeros as the end of the coinbase's prefix.
 *
 * @param extranonce1Bytes {@link #MIN_EXTRANONCE1_BYTES} to {@link #MAX_EXTRANONCE1_BYTES}
 * @param extranonce2Bytes one of {@link #EXTRANONCE2_BYTES}
 */
public record ExtranonceRoom(int extranonce1Bytes, int extranonce2Bytes) {
    /** What every firmware has seen, and what the number needs. */
    public static final int MIN_EXTRANONCE1_BYTES = Integer.BYTES;

    /** The longest that a pool in use is known to give ({@code nonce1length} of ckpool). */
    public static final int MAX_EXTRANONCE1_BYTES = 8;

    /**
     * What firmware takes: above 8 cgminer's family submits nothing and says nothing, below 4 marketplaces refuse the pool, and
     * odd sizes end the nonce range of some boards early.
     */
    public static final List<Integer> EXTRANONCE2_BYTES = List.of(4, 8);

    public static final ExtranonceRoom DEFAULT = new ExtranonceRoom(MIN_EXTRANONCE1_BYTES, 8);

    private static final HexFormat HEX = HexFormat.of();

    /** @throws IllegalArgumentException where firmware would fail; the message is for an operator */
    public ExtranonceRoom {
        if (extranonce1Bytes < MIN_EXTRANONCE1_BYTES || extranonce1Bytes > MAX_EXTRANONCE1_BYTES) {
            throw new IllegalArgumentException("extranonce1 has 4 to 8 bytes, not " + extranonce1Bytes);
        }
        if (!EXTRANONCE2_BYTES.contains(extranonce2Bytes)) {
            throw new IllegalArgumentException("extranonce2 has 4 or 8 bytes, not " + extranonce2Bytes
                    + ": no other size is taken by all firmware");
        }
    }

    public int bytes() {
        return extranonce1Bytes + extranonce2Bytes;
    }

    /** How many zeros stand before the number. */
    public int zeroBytes() {
        return extranonce1Bytes - Integer.BYTES;
    }

    /** extranonce1 as a miner is told it. */
    public String digits(int assigned) {
        return "00".repeat(zeroBytes()) + HEX.toHexDigits(assigned);
    }
}
