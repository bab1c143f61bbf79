package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Hash256Test {
    private static final String GENESIS = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

    @Test
    void displayOrderIsTheReverseOfHeaderOrder() {
        Hash256 hash = Hash256.parse(GENESIS);
        assertEquals(GENESIS, hash.toString());
        assertEquals(
                "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000",
                HexFormat.of().formatHex(hash.toHeaderOrder()));
        assertEquals(hash, Hash256.ofHeaderOrder(hash.toHeaderOrder()));
    }

    /** The double SHA-256 of "hello": en.bitcoin.it/wiki/Protocol_documentation, "Hashes". */
    @Test
    void doubleSha256IsThatOfTheProtocolDocumentation() {
        byte[] expected = HexFormat.of().parseHex("9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50");
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(expected, Hash256.ofDoubleSha256(hello).toHeaderOrder());
        assertArrayEquals(expected, Sha256.doubleHash(new byte[] {'h', 'e'}, new byte[] {'l', 'l', 'o'}));
        byte[] inPlace = new byte[40];
        System.arraycopy(hello, 0, inPlace, 3, hello.length);
        Sha256.doubleHash(inPlace, 3, hello.length, inPlace, 8);
        assertArrayEquals(expected, Arrays.copyOfRange(inPlace, 8, 40));
    }

    @Test
    void theOrderIsThatOfProofOfWork() {
        Hash256 one = Hash256.parse("01".repeat(32));
        Hash256 highestByteGreater = Hash256.parse("ff" + "00".repeat(31));
        assertTrue(one.compareTo(highestByteGreater) < 0);
        assertTrue(highestByteGreater.compareTo(one) > 0);
        assertEquals(0, one.compareTo(Hash256.parse("01".repeat(32))));
        assertNotEquals(one, highestByteGreater);
    }

    @Test
    void valuesAreCopiedInAndOut() {
        byte[] bytes = new byte[32];
        Hash256 hash = Hash256.ofHeaderOrder(bytes);
        bytes[0] = 1;
        hash.toHeaderOrder()[0] = 1;
        assertEquals(Hash256.ZERO, hash);
    }

    @Test
    void anythingButSixtyFourHexDigitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Hash256.parse(""));
        assertThrows(IllegalArgumentException.class, () -> Hash256.parse(GENESIS.substring(1)));
        assertThrows(IllegalArgumentException.class, () -> Hash256.parse("x".repeat(64)));
        assertThrows(IllegalArgumentException.class, () -> Hash256.ofHeaderOrder(new byte[31]));
    }
}
