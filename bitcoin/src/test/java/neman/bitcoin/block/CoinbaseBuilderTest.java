package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.Satoshis;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinbaseBuilderTest {
    private static final byte[] POOL = HexFormat.of().parseHex("0014751e76e8199196d454941c45d1b3a323f1433bd6");
    private static final byte[] EXTRANONCE1 = {1, 2, 3, 4};

    /**
     * BIP34 with Bitcoin Core's {@code CScript() << height}: opcodes up to 16, then minimal little-endian numbers. 227,931 is
     * the height at which the rule came into force.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 51",
        "16, 60",
        "17, 0111",
        "127, 017f",
        "128, 028000",
        "255, 02ff00",
        "256, 020001",
        "32767, 02ff7f",
        "32768, 03008000",
        "227931, 035b7a03",
        "8388607, 03ffff7f",
        "8388608, 0400008000",
        "2147483647, 04ffffff7f",
    })
    void theHeightStandsFirstAsBip34Wants(int height, String script) {
        assertEquals(script, HexFormat.of().formatHex(CoinbaseBuilder.heightScript(height)));
    }

    @Test
    void everyByteOfAnExampleIsWhereItBelongs() {
        CoinbaseParts parts = new CoinbaseBuilder(227_931)
                .tag("/neman/")
                .start(0x2a, 0x01020304)
                .extranonce2Bytes(4)
                .output(POOL, 5_000_000_000L)
                .witnessCommitment(Optional.of(HexFormat.of().parseHex("6a24aa21a9ed" + "11".repeat(32))))
                .build();
        assertEquals(
                "02000000" + "01" + "00".repeat(32) + "ffffffff" + "1b" + "035b7a03" + "05" + "2a01020304" + "08",
                HexFormat.of().formatHex(parts.prefix()));
        assertEquals(
                "07" + HexFormat.of().formatHex("/neman/".getBytes()) + "feffffff" + "02" + "00f2052a01000000" + "16"
                        + HexFormat.of().formatHex(POOL) + "0000000000000000" + "26" + "6a24aa21a9ed" + "11".repeat(32)
                        + "5a7a0300",
                HexFormat.of().formatHex(parts.suffix()));
    }

    @Test
    void anotherImplementationReadsWhatWeBuild() {
        Random random = new Random(20261122);
        for (int i = 0; i < 500; i++) {
            int height = 1 + random.nextInt(3_000_000);
            long sats = random.nextLong(Satoshis.MAX_MONEY + 1);
            int extranonce2Bytes = 1 + random.nextInt(8);
            CoinbaseParts parts = new CoinbaseBuilder(height)
                    .tag("x".repeat(random.nextInt(70)))
                    .start(random.nextInt(256), random.nextInt())
                    .extranonce2Bytes(extranonce2Bytes)
                    .output(POOL, sats)
                    .build();
            byte[] bytes = parts.assemble(EXTRANONCE1, new byte[extranonce2Bytes]);
            Transaction transaction = Transaction.read(ByteBuffer.wrap(bytes));
            assertTrue(transaction.isCoinBase());
            assertEquals(sats, transaction.getOutput(0).getValue().getValue());
            assertArrayEquals(POOL, transaction.getOutput(0).getScriptBytes());
            assertEquals(height - 1, transaction.lockTime().rawValue());
            byte[] scriptSig = transaction.getInput(0).getScriptBytes();
            byte[] heightScript = CoinbaseBuilder.heightScript(height);
            assertArrayEquals(heightScript, Arrays.copyOf(scriptSig, heightScript.length));
            assertArrayEquals(bytes, transaction.serialize());
        }
    }

    @Test
    void instanceAndStartMakeTheCoinbaseUnique() {
        assertFalse(Arrays.equals(
                builder().start(1, 1).build().prefix(),
                builder().start(2, 1).build().prefix()));
        assertFalse(Arrays.equals(
                builder().start(1, 1).build().prefix(),
                builder().start(1, 2).build().prefix()));
        assertNotEquals(0, builder().start(255, -1).build().prefix().length);
    }

    private static CoinbaseBuilder builder() {
        return new CoinbaseBuilder(900_000).output(POOL, 0);
    }

    @Test
    void aTagMayFillTheScriptAndNotMore() {
        CoinbaseBuilder fits =
                new CoinbaseBuilder(8_388_608).output(POOL, 0).start(0, 0).tag("x".repeat(75));
        byte[] prefix = fits.build().prefix();
        assertEquals(100, Byte.toUnsignedInt(prefix[4 + 1 + 32 + 4]));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> fits.tag("x".repeat(76)).build());
        assertEquals(
                "the pool's tag of 76 bytes is too long: the coinbase script would have 102 bytes, and consensus allows 100",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9", "\n", "a\u0000b"})
    void aTagIsPrintableAscii(String tag) {
        assertThrows(IllegalArgumentException.class, () -> builder().tag(tag));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CoinbaseBuilder(0));
        assertThrows(IllegalArgumentException.class, () -> builder().start(256, 0));
        assertThrows(IllegalArgumentException.class, () -> builder().start(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> builder().extranonce2Bytes(0));
        assertThrows(IllegalArgumentException.class, () -> builder().extranonce2Bytes(9));
        assertThrows(IllegalArgumentException.class, () -> builder().output(POOL, -1));
        assertThrows(IllegalArgumentException.class, () -> builder().output(POOL, Satoshis.MAX_MONEY + 1));
        assertThrows(IllegalArgumentException.class, () -> new CoinbaseBuilder(1).build());
    }
}
