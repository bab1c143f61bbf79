package neman.bitcoin.sandbox.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;

/** The output of a coinbase that commits to the block's witnesses (BIP141). */
public final class WitnessCommitment {
    /** What the coinbase's witness holds; the commitment covers it. */
    public static final byte[] RESERVED_VALUE = new byte[32];

    private static final byte[] MARK = {0x6a, 0x24, (byte) 0xaa, 0x21, (byte) 0xa9, (byte) 0xed};

    private WitnessCommitment() {}

    /** The whole output script for a block with these transactions after its coinbase. */
    public static byte[] script(List<Transaction> withoutCoinbase) {
        byte[] script = Arrays.copyOf(MARK, MARK.length + Hash256.BYTES);
        commitment(withoutCoinbase, RESERVED_VALUE).copyTo(script, MARK.length);
        return script;
    }

    /** Checks a block's commitment, where it has one, and that it has one where it needs one. */
    static Optional<Refusal> check(Block block) {
        Transaction coinbase = block.coinbase();
        List<Transaction> others =
                block.transactions().subList(1, block.transactions().size());
        Optional<byte[]> script = find(coinbase);
        if (script.isEmpty()) {
            boolean witness = block.transactions().stream().anyMatch(Transaction::hasWitness);
            return witness ? Optional.of(Refusal.UNEXPECTED_WITNESS) : Optional.empty();
        }
        List<byte[]> witness = coinbase.inputs().get(0).witness();
        if (witness.size() != 1 || witness.get(0).length != RESERVED_VALUE.length) {
            return Optional.of(Refusal.WITNESS_NONCE_SIZE);
        }
        byte[] committed = Arrays.copyOfRange(script.get(), MARK.length, MARK.length + Hash256.BYTES);
        boolean equal = commitment(others, witness.get(0)).equals(Hash256.ofHeaderOrder(committed));
        return equal ? Optional.empty() : Optional.of(Refusal.WITNESS_COMMITMENT);
    }

    /** The last output that looks like one counts. */
    private static Optional<byte[]> find(Transaction coinbase) {
        return coinbase.outputs().stream()
                .map(TransactionOutput::script)
                .filter(WitnessCommitment::isCommitment)
                .reduce((first, second) -> second);
    }

    private static boolean isCommitment(byte[] script) {
        return script.length >= MARK.length + Hash256.BYTES
                && Arrays.equals(script, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static Hash256 commitment(List<Transaction> withoutCoinbase, byte[] reservedValue) {
        List<Hash256> leaves = new ArrayList<>();
        leaves.add(Hash256.ZERO);
        withoutCoinbase.forEach(transaction -> leaves.add(transaction.wtxid()));
        return Hash256.ofDoubleSha256(MerkleTree.root(leaves).toHeaderOrder(), reservedValue);
    }
}
