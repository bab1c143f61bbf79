package neman.accounting.journal;

/**
 * A share that is credited once this record is on disk.
 *
 * @param jobId of a {@link JobRecord} that stands before it in the same journal file
 * @param account canonical address text ({@link neman.bitcoin.PayoutAddress#toString})
 * @param worker the name below the account, empty where the miner gave none
 * @param extranonce1 four bytes, big-endian as sent
 * @param extranonce2 the job's {@code extranonce2Bytes} bytes, big-endian as sent, in the low bytes
 * @param timeSeconds ntime, as in the header
 * @param version the header's version after version rolling
 * @param difficultyUnits what the share was judged at and is credited with, in multiples of 2^-32
 * @param receivedMillis the pool's clock, for statistics; decides nothing but the order of blocks that were found before any
 *     instance heard of the other
 */
public record ShareRecord(
        long jobId,
        String account,
        String worker,
        int extranonce1,
        long extranonce2,
        int timeSeconds,
        int nonce,
        int version,
        long difficultyUnits,
        long receivedMillis)
        implements JournalRecord {}
