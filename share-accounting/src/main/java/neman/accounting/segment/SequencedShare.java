package neman.accounting.segment;

/**
 * A share in its place, as a segment holds it.
 *
 * @param accountId number of the account in the registry
 * @param workerId number of the worker in the registry
 * @param extranonce1 as in {@link neman.accounting.journal.ShareRecord}, like all that follows
 * @param difficultyUnits credited, in multiples of 2^-32; 0 only in the solution of a block whose share is not credited
 */
public record SequencedShare(
        long sequence,
        long jobId,
        long accountId,
        long workerId,
        int extranonce1,
        long extranonce2,
        int timeSeconds,
        int nonce,
        int version,
        long difficultyUnits,
        long receivedMillis) {}
