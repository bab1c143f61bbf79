package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    /** The cases of Bitcoin Core's {@code arith_uint256_tests.cpp}, "bignum_SetCompact", that are valid targets. */
    @ParameterizedTest
    @CsvSource({
        "01123456, 12, 01120000",
        "02123456, 1234, 02123400",
        "03123456, 123456, 03123456",
        "04123456, 12345600, 04123456",
        "05009234, 92340000, 05009234",
        "20123456, 1234560000000000000000000000000000000000000000000000000000000000, 20123456",
        "1d00ffff, ffff0000000000000000000000000000000000000000000000000000, 1d00ffff",
        "207fffff, 7fffff0000000000000000000000000000000000000000000000000000000000, 207fffff",
    })
    void compactFormsExpandAndReturn(String compact, String value, String canonical) {
        Target target = Target.ofCompact(Integer.parseUnsignedInt(compact, 16));
        assertEquals(new BigInteger(value, 16), target.value());
        assertEquals(Integer.parseUnsignedInt(canonical, 16), target.toCompact());
    }

    /** From the same test: zero, negative, and overflowing ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000",
                "00123456",
                "01003456",
                "02000056",
                "03000000",
                "04000000",
                "00923456",
                "01803456",
                "02800056",
                "03800000",
                "04800000",
                "01fedcba",
                "04923456",
                "ff123456",
                "23000100"
            })
    void whatIsNoTargetIsRefused(String compact) {
        assertThrows(IllegalArgumentException.class, () -> Target.ofCompact(Integer.parseUnsignedInt(compact, 16)));
    }

    @Test
    void difficultyOneIsTheGenesisTarget() {
        assertEquals(Target.DIFFICULTY_1, Target.ofCompact(0x1d00ffff));
    }

    @Test
    void aHashEqualToTheTargetMeetsItAndOneAboveDoesNot() {
        Target target = Target.of(BigInteger.TWO.pow(255).add(BigInteger.ONE));
        assertTrue(target.isMetBy(headerOrder(target.value()), 0));
        assertFalse(target.isMetBy(headerOrder(target.value().add(BigInteger.ONE)), 0));
        assertTrue(target.isMetBy(headerOrder(BigInteger.ZERO), 0));
    }

    @Test
    void theFastComparisonAgreesWithBigIntegers() {
        Random random = new Random(20261122);
        for (int i = 0; i < 20_000; i++) {
            BigInteger hash = new BigInteger(1 + random.nextInt(256), random);
            BigInteger nearby = hash.xor(BigInteger.ONE.shiftLeft(random.nextInt(256)));
            Target target = Target.of(nearby.max(BigInteger.ONE));
            assertEquals(hash.compareTo(target.value()) <= 0, target.isMetBy(headerOrder(hash), 0));
        }
    }

    private static byte[] headerOrder(BigInteger value) {
        return Hash256.parse(String.format("%064x", value)).toHeaderOrder();
    }

    @Test
    void targetsLieBetweenOneAndTheHighestHash() {
        assertThrows(IllegalArgumentException.class, () -> Target.of(BigInteger.ZERO));
        assertThrows(IllegalArgumentException.class, () -> Target.of(BigInteger.ONE.negate()));
        assertThrows(IllegalArgumentException.class, () -> Target.of(BigInteger.ONE.shiftLeft(256)));
        assertEquals(
                "f".repeat(64),
                Target.of(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))
                        .toString());
    }
}
