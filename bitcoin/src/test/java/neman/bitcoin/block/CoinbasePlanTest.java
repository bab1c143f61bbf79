package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan.Donation;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionOutput;
import org.junit.jupiter.api.Test;

class CoinbasePlanTest {
    /** BIP173's examples as regtest addresses. */
    private static final PayoutAddress POOL =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    private static final PayoutAddress OTHER =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry");

    private static final Hash256 DIGEST = Hash256.parse("5a".repeat(32));
    private static final byte[] WITNESS_COMMITMENT = HexFormat.of().parseHex("6a24aa21a9ed" + "11".repeat(32));

    private static CoinbasePlan plan(int extranonce2Bytes, int maxBytes, Donation... donations) {
        return plan(new ExtranonceRoom(4, extranonce2Bytes), maxBytes, donations);
    }

    private static CoinbasePlan plan(ExtranonceRoom room, int maxBytes, Donation... donations) {
        return new CoinbasePlan("/neman/", room, List.of(donations), Optional.empty(), maxBytes);
    }

    private static byte[] coinbase(CoinbasePlan plan, long valueSats) {
        return plan.build(840_000, 7, 3, POOL.script(), valueSats, Optional.of(DIGEST), Optional.of(WITNESS_COMMITMENT))
                .assemble(new byte[4], new byte[plan.extranonce().extranonce2Bytes()]);
    }

    private static List<TransactionOutput> outputs(byte[] coinbase) {
        return Transaction.read(ByteBuffer.wrap(coinbase)).getOutputs();
    }

    @Test
    void paysThePoolWhatIsNotDonatedToTheSatoshi() {
        CoinbasePlan plan = plan(8, 750, new Donation(OTHER, 50));
        List<TransactionOutput> outputs = outputs(coinbase(plan, 313_734_567));
        assertEquals(4, outputs.size());
        assertEquals(313_734_567 - 1_568_672, outputs.get(0).getValue().getValue());
        assertTrue(POOL.isPaidBy(outputs.get(0).getScriptBytes()));
        assertEquals(1_568_672, outputs.get(1).getValue().getValue(), "0.5 % rounded down");
        assertTrue(OTHER.isPaidBy(outputs.get(1).getScriptBytes()));
        assertEquals(
                "6a244e4d4e31" + "5a".repeat(32),
                HexFormat.of().formatHex(outputs.get(2).getScriptBytes()));
        assertEquals(
                HexFormat.of().formatHex(WITNESS_COMMITMENT),
                HexFormat.of().formatHex(outputs.get(3).getScriptBytes()));
    }

    @Test
    void noValueOverflowsAndNothingIsPaidTwice() {
        CoinbasePlan plan = plan(4, 750, new Donation(OTHER, 3_333));
        for (long value : new long[] {0, 1, 2, 9_999, 21_000_000L * 100_000_000}) {
            long paid = outputs(coinbase(plan, value)).stream()
                    .mapToLong(output -> output.getValue().getValue())
                    .sum();
            assertEquals(value, paid);
        }
    }

    @Test
    void theLargestIsWhatItSays() {
        for (ExtranonceRoom room : List.of(
                ExtranonceRoom.DEFAULT, new ExtranonceRoom(4, 4), new ExtranonceRoom(8, 8), new ExtranonceRoom(5, 8))) {
            CoinbasePlan plan = plan(room, 750, new Donation(OTHER, 1));
            byte[] high = plan.build(
                            16_777_215,
                            255,
                            -1,
                            POOL.script(),
                            5_000_000_000L,
                            Optional.of(DIGEST),
                            Optional.of(WITNESS_COMMITMENT))
                    .assemble(new byte[room.extranonce1Bytes()], new byte[room.extranonce2Bytes()]);
            assertEquals(high.length, plan.largestBytes(22));
        }
        assertTrue(CoinbasePlan.of("/neman/").largestBytes(34) <= CoinbasePlan.Firmware.NERD_MINER.coinbaseBytes());
    }

    @Test
    void whatFirmwareCannotHoldIsRefusedByName() {
        CoinbasePlan plan =
                plan(8, 750, Collections.nCopies(20, new Donation(OTHER, 10)).toArray(Donation[]::new));
        String refusal = assertThrows(IllegalArgumentException.class, () -> plan.requireFits(22))
                .getMessage();
        assertTrue(refusal.contains("with 20 donations"), refusal);
        assertTrue(refusal.contains("may have 750; stock Antminers up to the S19 cannot hold it"), refusal);
        plan(8, 6_500, Collections.nCopies(20, new Donation(OTHER, 10)).toArray(Donation[]::new))
                .requireFits(22);
    }

    @Test
    void sizesAndPartsThatCannotBeAreRefused() {
        for (int bytes : new int[] {0, 1, 2, 3, 5, 6, 7, 9, 16}) {
            assertThrows(IllegalArgumentException.class, () -> new ExtranonceRoom(4, bytes));
        }
        for (int bytes : new int[] {0, 1, 2, 3, 9, 16}) {
            assertThrows(IllegalArgumentException.class, () -> new ExtranonceRoom(bytes, 8));
        }
        assertThrows(IllegalArgumentException.class, () -> plan(8, 750, new Donation(OTHER, 5_001)));
        assertThrows(IllegalArgumentException.class, () -> plan(8, 750, new Donation(OTHER, 0)));
        assertThrows(IllegalArgumentException.class, () -> CoinbasePlan.of("ä").requireFits(22));
        CoinbasePlan longTag = CoinbasePlan.of("x".repeat(90));
        assertThrows(IllegalArgumentException.class, () -> longTag.requireFits(22));
    }
}
