package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.transaction.Transaction;

/** What is checked of a block before it is connected: everything but what its transactions spend. */
final class BlockRules {
    private static final long MAX_SECONDS_AHEAD = 2 * 60 * 60;
    private static final int LEAST_VERSION = 4;

    private final ChainParameters parameters;

    BlockRules(ChainParameters parameters) {
        this.parameters = parameters;
    }

    /** @param parent the block that the header names */
    Optional<Refusal> check(Block block, ChainEntry parent, Instant now) {
        return checkProofOfWork(block)
                .or(() -> checkHeader(block, parent, now))
                .or(() -> checkMerkleRoot(block))
                .or(() -> checkShape(block))
                .or(() -> checkTransactions(block, parent))
                .or(() -> checkHeight(block, parent.height() + 1))
                .or(() -> WitnessCommitment.check(block))
                .or(() -> refuseIf(block.weight() > ChainParameters.MAX_BLOCK_WEIGHT, Refusal.BLOCK_WEIGHT));
    }

    /** Against the chain's own target: a header that claims an easier one fails here already. */
    private Optional<Refusal> checkProofOfWork(Block block) {
        boolean met = parameters.target().isMetBy(block.hash().toHeaderOrder(), 0);
        return refuseIf(!met, Refusal.HIGH_HASH);
    }

    private Optional<Refusal> checkHeader(Block block, ChainEntry parent, Instant now) {
        long time = Integer.toUnsignedLong(block.header().timeSeconds());
        if (block.header().nbits() != parameters.nbits()) {
            return Optional.of(Refusal.WRONG_TARGET);
        }
        if (time <= parent.medianTimePast()) {
            return Optional.of(Refusal.TIME_TOO_OLD);
        }
        if (time > now.getEpochSecond() + MAX_SECONDS_AHEAD) {
            return Optional.of(Refusal.TIME_TOO_NEW);
        }
        return refuseIf(block.header().version() < LEAST_VERSION, Refusal.OLD_VERSION);
    }

    /** Equal transactions must not hide in the tree's doubled nodes (CVE-2012-2459). */
    private static Optional<Refusal> checkMerkleRoot(Block block) {
        if (!MerkleTree.root(block.txids()).equals(block.header().merkleRoot())) {
            return Optional.of(Refusal.WRONG_MERKLE_ROOT);
        }
        boolean unique =
                new HashSet<>(block.txids()).size() == block.transactions().size();
        return refuseIf(!unique, Refusal.DUPLICATE_TRANSACTIONS);
    }

    private static Optional<Refusal> checkShape(Block block) {
        if (4 * block.sizeWithoutWitness() > ChainParameters.MAX_BLOCK_WEIGHT) {
            return Optional.of(Refusal.BLOCK_LENGTH);
        }
        if (!block.coinbase().isCoinbase()) {
            return Optional.of(Refusal.COINBASE_MISSING);
        }
        boolean multiple = block.transactions().stream().skip(1).anyMatch(Transaction::isCoinbase);
        return refuseIf(multiple, Refusal.COINBASE_MULTIPLE);
    }

    private static Optional<Refusal> checkTransactions(Block block, ChainEntry parent) {
        return block.transactions().stream()
                .flatMap(transaction -> checkTransaction(transaction, parent).stream())
                .findFirst();
    }

    private static Optional<Refusal> checkTransaction(Transaction transaction, ChainEntry parent) {
        return TransactionRules.checkAlone(transaction)
                .or(() -> TransactionRules.checkFinal(transaction, parent.height() + 1, parent.medianTimePast()));
    }

    private static Optional<Refusal> checkHeight(Block block, int height) {
        byte[] script = block.coinbase().inputs().get(0).scriptSig();
        return refuseIf(!CoinbaseHeight.isFirstIn(script, height), Refusal.COINBASE_HEIGHT);
    }

    private static Optional<Refusal> refuseIf(boolean broken, Refusal refusal) {
        return broken ? Optional.of(refusal) : Optional.empty();
    }
}
