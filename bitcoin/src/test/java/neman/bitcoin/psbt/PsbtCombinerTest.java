package neman.bitcoin.psbt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.TransactionOutput;
import org.junit.jupiter.api.Test;

class PsbtCombinerTest {
    private final Map<String, String> roles = PsbtTest.vectors("bip174-roles.txt");
    private final Psbt first = Psbt.parseBase64(roles.get("signer-1"));
    private final Psbt second = Psbt.parseBase64(roles.get("signer-2"));

    PsbtCombinerTest() throws IOException {}

    /** The vector has two signatures in another order, which says nothing: combined with itself it has ours. */
    @Test
    void twoSignersGiveTheVectorsFieldsWhoeverComesFirst() {
        Psbt vector = Psbt.parseBase64(roles.get("combiner"));
        String expected = PsbtCombiner.combine(vector, vector).toBase64();
        assertEquals(roles.get("combiner").length(), expected.length());
        assertEquals(expected, PsbtCombiner.combine(first, second).toBase64());
        assertEquals(expected, PsbtCombiner.combine(second, first).toBase64());
    }

    @Test
    void fieldsThatNobodyKnowsAreKept() {
        Psbt one = Psbt.parseBase64(roles.get("unknown-1"));
        Psbt other = Psbt.parseBase64(roles.get("unknown-2"));
        assertEquals(
                roles.get("unknown-combined"), PsbtCombiner.combine(one, other).toBase64());
    }

    @Test
    void whatCameBackTwiceCountsOnce() {
        assertEquals(first.toBase64(), PsbtCombiner.combine(first, first).toBase64());
    }

    @Test
    void aSignerWhoErredSignsAgain() {
        byte[] key = new byte[33];
        key[0] = 2;
        Psbt wrong = first.withInput(0, first.inputs().get(0).withSignature(key, new byte[] {1}));
        Psbt right = first.withInput(0, first.inputs().get(0).withSignature(key, new byte[] {2}));
        Psbt combined = PsbtCombiner.combine(wrong, right);
        assertArrayEquals(
                new byte[] {2}, combined.inputs().get(0).partialSignatures().get("02" + "00".repeat(32)));
    }

    @Test
    void twoTransactionsAreNotCombined() {
        Psbt other = Psbt.parseBase64(roles.get("unknown-1"));
        assertThrows(MalformedBytesException.class, () -> PsbtCombiner.combine(first, other));
    }

    @Test
    void aContradictionAboutWhatIsSpentIsRefused() {
        Psbt bare = Psbt.create(first.unsignedTransaction());
        var creator = first.inputs().get(0).nonWitnessUtxo().orElseThrow();
        Psbt one = bare.withInput(0, bare.inputs().get(0).withUtxo(creator, new TransactionOutput(1, new byte[22])));
        Psbt other = bare.withInput(0, bare.inputs().get(0).withUtxo(creator, new TransactionOutput(2, new byte[22])));
        MalformedBytesException refused =
                assertThrows(MalformedBytesException.class, () -> PsbtCombiner.combine(one, other));
        assertEquals("the PSBTs contradict each other in a field of type 1", refused.getMessage());
    }
}
