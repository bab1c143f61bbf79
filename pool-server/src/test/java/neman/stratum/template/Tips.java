package neman.stratum.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;

/** Blocks and templates as nodes could tell of them. */
final class Tips {
    static final int NBITS = 0x1d00ffff;

    private Tips() {}

    /** A block of this height, whose chain work is its height; another letter, another block. */
    static ChainTip tip(int height, char which) {
        Hash256 hash =
                Hash256.ofDoubleSha256((height + "" + which).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        ChainHeader header = new ChainHeader(
                hash, height, 1, Optional.of(Hash256.ZERO), NBITS, 1_000, 900, BigInteger.valueOf(height));
        return new ChainTip(header, Optional.empty());
    }

    static ChainTip tip(int height) {
        return tip(height, 'a');
    }

    static BlockTemplate on(ChainTip tip) {
        return on(tip, 5_000_000_000L);
    }

    static BlockTemplate on(ChainTip tip, long valueSats) {
        return new BlockTemplate(
                tip.height() + 1,
                0x20000000,
                tip.hash(),
                NBITS,
                901,
                1_000,
                valueSats,
                Optional.empty(),
                List.of(),
                List.of("csv", "!segwit"),
                Optional.of(tip.hash() + "1"));
    }
}
