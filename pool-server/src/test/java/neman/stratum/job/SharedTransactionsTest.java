package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import org.junit.jupiter.api.Test;

class SharedTransactionsTest {
    private final JobFactory factory = new JobFactory(
            Network.REGTEST,
            new InstanceIdentity(7, 3),
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"),
            CoinbasePlan.of("/neman/"));

    /** Always new objects, as a node's answer has. */
    private static TemplateTransaction transaction(int number, int witness) {
        Hash256 txid = Hash256.ofDoubleSha256(new byte[] {(byte) number, (byte) (number >> 8)});
        return new TemplateTransaction(new byte[] {(byte) number, (byte) witness}, txid, number, 400);
    }

    private static Stream<TemplateTransaction> transactions(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> transaction(number, 0));
    }

    private Job job(int tip, Stream<TemplateTransaction> transactions) {
        return factory.create(new BlockTemplate(
                9,
                0x20000000,
                Hash256.ofDoubleSha256(new byte[] {(byte) tip}),
                0x207fffff,
                1,
                1,
                5_000_000_000L,
                Optional.empty(),
                transactions.toList(),
                List.of(),
                Optional.empty()));
    }

    @Test
    void aHundredJobsOfOneTipHoldEachTransactionOnce() {
        Set<TemplateTransaction> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 100; i++) {
            Job job = job(1, transactions(i, i + 1_000));
            assertEquals(1_000, job.transactions().size());
            for (int k = 0; k < 1_000; k++) {
                assertEquals(i + k, job.transactions().get(k).feeSats());
            }
            objects.addAll(job.transactions());
        }
        assertEquals(1_099, objects.size());
    }

    @Test
    void theOrderIsTheTemplatesAndAnotherWitnessIsAnotherTransaction() {
        Job first = job(1, Stream.of(transaction(1, 0), transaction(2, 0), transaction(3, 0)));
        Job second = job(1, Stream.of(transaction(3, 0), transaction(2, 9), transaction(1, 0)));
        assertSame(first.transactions().get(2), second.transactions().get(0));
        assertNotSame(first.transactions().get(1), second.transactions().get(1));
        assertArrayEquals(new byte[] {2, 9}, second.transactions().get(1).data());
        assertSame(first.transactions().get(0), second.transactions().get(2));
    }

    @Test
    void anotherTipBeginsAnew() {
        Job first = job(1, transactions(0, 3));
        Job other = job(2, transactions(0, 3));
        Job again = job(1, transactions(0, 3));
        assertNotSame(first.transactions().get(0), other.transactions().get(0));
        assertNotSame(other.transactions().get(0), again.transactions().get(0));
    }
}
