package neman.stratum.server;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/** Templates as a node could give them. */
final class Templates {
    /** Difficulty 1: no test finds such a block. */
    static final int HARD = 0x1d00ffff;

    /** Every second hash is a block. */
    static final int TRIVIAL = 0x207fffff;

    /** The version that blocks begin with. */
    static final int VERSION = 0x20000000;

    /** BIP173's example key as a regtest address. */
    static final PayoutAddress POOL =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    private Templates() {}

    static Hash256 tip(int number) {
        return Hash256.ofDoubleSha256(new byte[] {(byte) number});
    }

    static BlockTemplate template(int height, Hash256 tip, int nbits, long nowSeconds) {
        byte[] script = HexFormat.of().parseHex("6a24aa21a9ed" + "00".repeat(32));
        List<TemplateTransaction> transactions = List.of(transaction(1), transaction(2), transaction(3));
        return new BlockTemplate(
                height,
                VERSION,
                tip,
                nbits,
                nowSeconds - 600,
                nowSeconds,
                5_000_000_000L,
                Optional.of(script),
                transactions,
                List.of("csv", "!segwit", "taproot"),
                Optional.empty());
    }

    private static TemplateTransaction transaction(int number) {
        byte[] data = {(byte) number, 2, 3};
        return new TemplateTransaction(data, Hash256.ofDoubleSha256(data), 100, 400);
    }
}
