package neman.bitcoin.transaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TransactionTest {
    /** Bitcoin's genesis coinbase, block 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f. */
    private static final String GENESIS_COINBASE =
            "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054"
                    + "696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f"
                    + "757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a6"
                    + "7962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    @Test
    void theGenesisCoinbaseHasItsKnownId() {
        Transaction coinbase = Transaction.parse(HexFormat.of().parseHex(GENESIS_COINBASE));
        assertTrue(coinbase.isCoinbase());
        assertEquals(
                Hash256.parse("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"), coinbase.txid());
        assertEquals(coinbase.txid(), coinbase.wtxid());
        assertEquals(4 * coinbase.size(), coinbase.weight());
    }

    @RepeatedTest(50)
    void randomTransactionsSurviveTheRoundTripAndAgreeWithBitcoinj(RepetitionInfo repetition) {
        Transaction made = random(new Random(repetition.getCurrentRepetition()));
        Transaction read = Transaction.parse(made.toBytes());
        assertArrayEquals(made.toBytes(), read.toBytes());
        assertEquals(made.wtxid(), read.wtxid());
        var theirs = org.bitcoinj.core.Transaction.read(ByteBuffer.wrap(made.toBytes()));
        assertEquals(theirs.getTxId().toString(), made.txid().toString());
        assertEquals(theirs.getWTxId().toString(), made.wtxid().toString());
        assertEquals(theirs.getWeight(), made.weight());
        assertEquals(theirs.getVsize(), made.virtualSize());
    }

    @RepeatedTest(20)
    void everyShorterOrLongerTextIsRefused(RepetitionInfo repetition) {
        byte[] bytes = random(new Random(repetition.getCurrentRepetition())).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MalformedBytesException.class, () -> Transaction.parse(cut));
        }
        assertThrows(MalformedBytesException.class, () -> Transaction.parse(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void aCountLargerThanTheBytesIsRefusedBeforeMemoryIsTaken() {
        byte[] bytes = HexFormat.of().parseHex("01000000" + "ffffffffffffffff7f");
        assertThrows(MalformedBytesException.class, () -> Transaction.parse(bytes));
    }

    @Test
    void aCountThatIsNotInItsShortestFormIsRefused() {
        String padded = GENESIS_COINBASE.replaceFirst("^0100000001", "01000000fd0100");
        assertThrows(
                MalformedBytesException.class,
                () -> Transaction.parse(HexFormat.of().parseHex(padded)));
    }

    private static Transaction random(Random random) {
        List<TransactionInput> inputs = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            OutPoint spent = new OutPoint(Hash256.ofHeaderOrder(bytes(random, 32)), random.nextInt(1 << 20));
            List<byte[]> witness = random.nextBoolean() ? List.of() : List.of(bytes(random, 71), bytes(random, 33));
            inputs.add(TransactionInput.unsigned(spent)
                    .withScriptSig(bytes(random, random.nextInt(300)))
                    .withWitness(witness));
        }
        List<TransactionOutput> outputs = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            outputs.add(new TransactionOutput(random.nextInt(1 << 30), bytes(random, random.nextInt(40))));
        }
        return new Transaction(2, inputs, outputs, random.nextInt(1 << 30));
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
