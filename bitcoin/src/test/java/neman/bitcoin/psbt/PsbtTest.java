package neman.bitcoin.psbt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors of BIP174; the files name section and commit. */
class PsbtTest {
    static Stream<Arguments> valid() throws IOException {
        return vectors("bip174-valid.txt").entrySet().stream()
                .map(vector -> Arguments.of(vector.getKey(), vector.getValue()));
    }

    static Stream<Arguments> invalid() throws IOException {
        return vectors("bip174-invalid.txt").entrySet().stream()
                .map(vector -> Arguments.of(vector.getKey(), vector.getValue()));
    }

    static Map<String, String> vectors(String file) throws IOException {
        try (InputStream stream = PsbtTest.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void aValidPsbtIsWrittenAsItWasRead(String name, String base64) {
        assertEquals(base64, Psbt.parseBase64(base64).toBase64());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void anInvalidPsbtIsRefused(String name, String base64) {
        assertThrows(MalformedBytesException.class, () -> Psbt.parseBase64(base64));
    }

    @Test
    void theCreatorsPsbtHasTheTransactionAlone() throws IOException {
        String expected = vectors("bip174-roles.txt").get("creator");
        Transaction unsigned = Psbt.parseBase64(expected).unsignedTransaction();
        assertEquals(expected, Psbt.create(unsigned).toBase64());
    }

    @Test
    void theExtractedTransactionIsTheVectors() throws IOException {
        Map<String, String> roles = vectors("bip174-roles.txt");
        Psbt complete = Psbt.parseBase64(roles.get("finalizer"));
        assertTrue(complete.isComplete());
        Transaction extracted = complete.extract().orElseThrow();
        assertEquals(roles.get("extractor"), HexFormat.of().formatHex(extracted.toBytes()));
    }

    @Test
    void anIncompletePsbtGivesNoTransaction() throws IOException {
        Psbt created = Psbt.parseBase64(vectors("bip174-roles.txt").get("creator"));
        assertFalse(created.isComplete());
        assertTrue(created.extract().isEmpty());
        assertTrue(created.feeSats().isEmpty());
    }

    @Test
    void aPreviousTransactionThatIsAnotherOneIsRefused() {
        TransactionOutput output = new TransactionOutput(1_000, new byte[22]);
        Transaction creator = spending(new OutPoint(Hash256.parse("11".repeat(32)), 0), output);
        Transaction spender = spending(new OutPoint(Hash256.parse("22".repeat(32)), 0), output);
        Psbt psbt = Psbt.create(spender);
        Psbt wrong = psbt.withInput(0, psbt.inputs().get(0).withUtxo(creator, output));
        assertThrows(MalformedBytesException.class, () -> Psbt.parseBase64(wrong.toBase64()));
    }

    @Test
    void twoWordsAboutOneAmountAreRefused() {
        TransactionOutput output = new TransactionOutput(1_000, new byte[22]);
        Transaction creator = spending(new OutPoint(Hash256.parse("11".repeat(32)), 0), output);
        Psbt psbt = Psbt.create(spending(creator.outPoint(0), output));
        TransactionOutput more = new TransactionOutput(2_000, new byte[22]);
        Psbt wrong = psbt.withInput(0, psbt.inputs().get(0).withUtxo(creator, more));
        assertThrows(MalformedBytesException.class, () -> Psbt.parseBase64(wrong.toBase64()));
    }

    @Test
    void anotherAmountLeavesWhatIsKnownOfInputsAndOutputs() throws IOException {
        Psbt before = Psbt.parseBase64(vectors("bip174-roles.txt").get("combiner"));
        Psbt after = Psbt.parseBase64(before.withOutputSats(1, 7).toBase64());
        assertEquals(7, after.unsignedTransaction().outputs().get(1).valueSats());
        assertFalse(before.outputs().get(1).fields().isEmpty());
        ByteWriter expected = new ByteWriter();
        before.outputs().forEach(output -> output.write(expected));
        ByteWriter written = new ByteWriter();
        after.outputs().forEach(output -> output.write(written));
        assertArrayEquals(expected.toByteArray(), written.toByteArray());
        assertEquals(before.toBytes().length, after.toBytes().length, "the inputs' fields are there, too");
        assertEquals(
                before.unsignedTransaction().outputs().get(0).valueSats(),
                after.unsignedTransaction().outputs().get(0).valueSats());
    }

    @Test
    void damagedBytesAreRefusedOrReadButNeverAnythingElse() throws IOException {
        byte[] sound = Base64.getDecoder().decode(vectors("bip174-roles.txt").get("finalizer"));
        Random random = new Random(174);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                Psbt.parse(damaged).toBytes();
            } catch (MalformedBytesException expected) {
                assertFalse(expected.getMessage().isEmpty());
            }
        }
    }

    private static Transaction spending(OutPoint spent, TransactionOutput output) {
        return new Transaction(2, List.of(TransactionInput.unsigned(spent)), List.of(output), 0);
    }
}
