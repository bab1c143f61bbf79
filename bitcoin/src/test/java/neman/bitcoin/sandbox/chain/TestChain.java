package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import neman.bitcoin.transaction.WitnessSignatureHash;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.ScriptBuilder;

/** A chain on regtest's target whose every coinbase pays {@link #KEY}, and the parts to build a wrong block from. */
final class TestChain {
    static final ECKey KEY = ECKey.fromPrivate(Hash256.parse("07".repeat(32)).toHeaderOrder());
    static final byte[] SCRIPT = ScriptBuilder.createP2WPKHOutputScript(KEY).program();
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final ChainParameters PARAMETERS = new ChainParameters(0x207fffff);

    final Chain chain = new Chain(PARAMETERS, genesis());
    final Mempool mempool = new Mempool(chain);

    private static Block genesis() {
        TransactionInput input = new TransactionInput(Optional.empty(), new byte[2], -1, List.of());
        Transaction coinbase =
                new Transaction(1, List.of(input), List.of(new TransactionOutput(0, new byte[] {0x6a})), 0);
        long time = NOW.getEpochSecond() - 1_000_000;
        return new Block(
                new BlockHeader(1, Hash256.ZERO, coinbase.txid(), (int) time, PARAMETERS.nbits(), 0),
                List.of(coinbase));
    }

    /** Adds blocks of the right form; the mempool follows. */
    void grow(int blocks) {
        for (int i = 0; i < blocks; i++) {
            offer(block());
        }
    }

    Addition offer(Block block) {
        Addition addition = chain.add(block, NOW);
        if (addition instanceof Addition.NewTip change) {
            mempool.chainChanged(change);
        }
        return addition;
    }

    Block block(Transaction... transactions) {
        return blockOn(chain.tip(), transactions);
    }

    Block blockOn(ChainEntry parent, Transaction... transactions) {
        long value = ChainParameters.subsidySats(parent.height() + 1);
        return mined(parent, coinbase(parent.height() + 1, value, transactions), transactions);
    }

    static Transaction coinbase(int height, long valueSats, Transaction... transactions) {
        return coinbase(
                height,
                List.of(
                        new TransactionOutput(valueSats, SCRIPT),
                        new TransactionOutput(0, WitnessCommitment.script(List.of(transactions)))));
    }

    static Transaction coinbase(int height, List<TransactionOutput> outputs) {
        byte[] scriptSig = new ByteWriter()
                .writeBytes(CoinbaseHeight.script(height))
                .writePrefixedBytes(new byte[4])
                .toByteArray();
        TransactionInput input =
                new TransactionInput(Optional.empty(), scriptSig, -1, List.of(WitnessCommitment.RESERVED_VALUE));
        return new Transaction(2, List.of(input), outputs, 0);
    }

    static Block mined(ChainEntry parent, Transaction coinbase, Transaction... transactions) {
        List<Transaction> all = new ArrayList<>(List.of(coinbase));
        all.addAll(Arrays.asList(transactions));
        return mine(headerOf(parent, all), all);
    }

    static BlockHeader headerOf(ChainEntry parent, List<Transaction> all) {
        Hash256 root = MerkleTree.root(all.stream().map(Transaction::txid).toList());
        int time = (int) Math.max(parent.medianTimePast() + 1, parent.timeSeconds() + 1);
        return new BlockHeader(NextBlock.VERSION, parent.hash(), root, time, PARAMETERS.nbits(), 0);
    }

    static Block mine(BlockHeader header, List<Transaction> transactions) {
        return NonceSearch.run(new Block(header, transactions), PARAMETERS.target(), 0, () -> true)
                .orElseThrow();
    }

    /** The coinbase of the active chain's block at this height, spent whole but for the fee, signed by {@link #KEY}. */
    Transaction spend(int height, long feeSats) {
        Transaction coinbase = chain.atHeight(height).orElseThrow().block().coinbase();
        long value = coinbase.outputs().get(0).valueSats();
        return sign(unsigned(coinbase, value - feeSats), value, KEY);
    }

    static Transaction unsigned(Transaction spent, long valueSats) {
        return new Transaction(
                2,
                List.of(TransactionInput.unsigned(spent.outPoint(0))),
                List.of(new TransactionOutput(valueSats, SCRIPT)),
                0);
    }

    /** Signs input 0 for an output of {@code spentSats}. */
    static Transaction sign(Transaction unsigned, long spentSats, ECKey key) {
        byte[] scriptCode = WitnessSignatureHash.scriptCodeOfKeyHash(key.getPubKeyHash());
        byte[] digest = WitnessSignatureHash.digest(unsigned, 0, scriptCode, spentSats, WitnessSignatureHash.ALL);
        byte[] der = key.sign(Sha256Hash.wrap(digest)).encodeToDER();
        byte[] signature = Arrays.copyOf(der, der.length + 1);
        signature[der.length] = WitnessSignatureHash.ALL;
        List<TransactionInput> inputs = new ArrayList<>(unsigned.inputs());
        inputs.set(0, inputs.get(0).withWitness(List.of(signature, key.getPubKey())));
        return unsigned.withInputs(inputs);
    }
}
