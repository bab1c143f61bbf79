package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import org.junit.jupiter.api.Test;

class BlockHeaderTest {
    /** The genesis block: Bitcoin Core, {@code kernel/chainparams.cpp}, {@code CMainParams}. */
    private static final String GENESIS = "01000000" + "00".repeat(32)
            + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a" + "29ab5f49" + "ffff001d" + "1dac2b7c";

    @Test
    void theGenesisHeaderHasItsFieldsAndItsHash() {
        byte[] bytes = HexFormat.of().parseHex(GENESIS);
        BlockHeader header = BlockHeader.parse(bytes);
        assertEquals(1, header.version());
        assertEquals(Hash256.ZERO, header.previousBlock());
        assertEquals(
                "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
                header.merkleRoot().toString());
        assertEquals(1231006505, header.timeSeconds());
        assertEquals(0x1d00ffff, header.nbits());
        assertEquals(2083236893, header.nonce());
        assertEquals(Network.MAINNET.genesisHash().orElseThrow(), header.hash());
        assertTrue(Target.ofCompact(header.nbits()).isMetBy(header.hash().toHeaderOrder(), 0));
        assertArrayEquals(bytes, header.encode());
    }

    @Test
    void unsignedFieldsKeepTheirHighestBit() {
        BlockHeader header =
                new BlockHeader(0xe0000000, Hash256.ZERO, Hash256.ZERO, 0xffffffff, 0x1d00ffff, 0x80000001);
        assertEquals(header, BlockHeader.parse(header.encode()));
    }

    @Test
    void otherLengthsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BlockHeader.parse(new byte[79]));
        assertThrows(IllegalArgumentException.class, () -> BlockHeader.parse(new byte[81]));
    }
}
