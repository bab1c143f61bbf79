package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;

class BlockBytesTest {
    /** Block 170 of the main chain, the first with a payment; hash, root and txid prove each byte. */
    private static final String COINBASE_170 =
            "01000000010000000000000000000000000000000000000000000000000000000000000000"
                    + "ffffffff0704ffff001d0102ffffffff0100f2052a01000000434104d46c4968bde02899d2aa0963367c7a6ce34eec332b32e42e"
                    + "5f3407e052d64ac625da6f0718e7b302140434bd725706957c092db53805b821a85b23a7ac61725bac00000000";

    private static final String PAYMENT_170 =
            "0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704"
                    + "000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de"
                    + "4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f"
                    + "07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd8"
                    + "4cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84cc"
                    + "f9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000";

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void block170IsItsHeaderAndItsTwoTransactions() {
        byte[] coinbase = HEX.parseHex(COINBASE_170);
        byte[] payment = HEX.parseHex(PAYMENT_170);
        Hash256 paymentTxid = Hash256.parse("f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16");
        assertEquals(paymentTxid, Hash256.ofDoubleSha256(payment));
        Hash256 root = MerkleTree.rootFromBranch(
                Hash256.ofDoubleSha256(coinbase), MerkleTree.branchOfCoinbase(List.of(paymentTxid)));
        assertEquals("7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff", root.toString());
        BlockHeader header = new BlockHeader(
                1,
                Hash256.parse("000000002a22cfee1f2c846adbd12b3e183d4f97683f85dad08a79780a84bd55"),
                root,
                1231731025,
                0x1d00ffff,
                1889418792);
        assertEquals(
                "00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee",
                header.hash().toString());
        byte[] block = BlockBytes.encode(header.encode(), coinbase, false, List.of(payment));
        assertEquals(490, block.length);
        assertEquals(COINBASE_170 + PAYMENT_170, HEX.formatHex(block, 81, block.length));
    }

    /**
     * A segwit block of testnet3, height 926,485, from BIP158's vectors ({@code testnet-19.json}): taken apart by bitcoinj,
     * put together again by us.
     */
    @Test
    void aSegwitBlockGetsMarkerFlagAndReservedValueBack() throws IOException {
        byte[] expected = resource("testnet-926485.hex");
        byte[] header = Arrays.copyOf(expected, BlockHeader.BYTES);
        assertEquals(
                "000000000000015d6077a411a8f5cc95caf775ccf11c54e27df75ce58d187313",
                BlockHeader.parse(header).hash().toString());
        List<Transaction> transactions = transactions(expected);
        byte[] coinbase = withoutWitness(transactions.get(0));
        List<byte[]> others =
                transactions.stream().skip(1).map(Transaction::serialize).toList();
        assertArrayEquals(expected, BlockBytes.encode(header, coinbase, true, others));

        List<Hash256> txids = transactions.stream()
                .map(transaction -> hash(transaction.getTxId()))
                .toList();
        assertEquals(txids.get(0), Hash256.ofDoubleSha256(coinbase));
        assertEquals(BlockHeader.parse(header).merkleRoot(), MerkleTree.root(txids));
    }

    /** BIP141: double SHA-256 of the wtxids' root (zeros for the coinbase) and the reserved value, that we write as zeros. */
    @Test
    void theWitnessCommitmentHoldsForOurReservedValue() throws IOException {
        List<Transaction> transactions = transactions(resource("testnet-926485.hex"));
        List<Hash256> wtxids = new ArrayList<>(List.of(Hash256.ZERO));
        transactions.stream()
                .skip(1)
                .map(transaction -> hash(transaction.getWTxId()))
                .forEach(wtxids::add);
        byte[] commitment = Sha256.doubleHash(MerkleTree.root(wtxids).toHeaderOrder(), new byte[32]);
        String script = "6a24aa21a9ed" + HEX.formatHex(commitment);
        assertEquals(
                1,
                transactions.get(0).getOutputs().stream()
                        .filter(output -> HEX.formatHex(output.getScriptBytes()).equals(script))
                        .count());
    }

    @Test
    void countsAreWrittenInTheShortestForm() {
        assertEquals("00", compact(0));
        assertEquals("fc", compact(0xfc));
        assertEquals("fdfd00", compact(0xfd));
        assertEquals("fdffff", compact(0xffff));
        assertEquals("fe00000100", compact(0x10000));
        assertEquals("feffffffff", compact(0xffff_ffffL));
        assertEquals("ff0000000001000000", compact(0x1_0000_0000L));
    }

    private static String compact(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompactSize.write(out, value);
        assertEquals(out.size(), CompactSize.length(value));
        return HEX.formatHex(out.toByteArray());
    }

    private static List<Transaction> transactions(byte[] block) {
        ByteBuffer bytes = ByteBuffer.wrap(block).position(BlockHeader.BYTES);
        List<Transaction> transactions = new ArrayList<>();
        for (int left = VarInt.read(bytes).intValue(); left > 0; left--) {
            transactions.add(Transaction.read(bytes));
        }
        return transactions;
    }

    /** BIP144: without marker, flag and the coinbase's 34 bytes of witness. */
    private static byte[] withoutWitness(Transaction coinbase) {
        byte[] whole = coinbase.serialize();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, 4);
        bytes.write(whole, 6, whole.length - 6 - 34 - 4);
        bytes.write(whole, whole.length - 4, 4);
        return bytes.toByteArray();
    }

    private static Hash256 hash(Sha256Hash hash) {
        return Hash256.ofHeaderOrder(hash.serialize());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BlockBytesTest.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HEX.parseHex(text.replaceAll("\\s", ""));
        }
    }
}
