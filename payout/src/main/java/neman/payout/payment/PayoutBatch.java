package neman.payout.payment;

import java.time.Instant;
import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * A row of {@code ledger.payout_batch}. What a state has not reached yet is empty.
 *
 * @param psbt base64, unsigned
 * @param digest of the terms, hex
 * @param transaction the signed bytes; not to be changed
 * @param stopped why it waits for a person
 * @param attempts how many transactions were ever signed for it
 * @param displacedAt the tip at which it was found displaced
 */
public record PayoutBatch(
        long id,
        PayoutState state,
        Instant createdAt,
        long totalSats,
        long feeSats,
        Optional<String> psbt,
        Optional<String> digest,
        Optional<byte[]> transaction,
        Optional<Hash256> txid,
        Optional<BlockPosition> confirmedBy,
        Optional<String> stopped,
        int attempts,
        Optional<BlockPosition> displacedAt) {

    /** A block and its height. */
    public record BlockPosition(Hash256 hash, int height) {}

    /** The signed bytes, from {@link PayoutState#SIGNED} on. */
    byte[] signedBytes() {
        return transaction.orElseThrow();
    }
}
