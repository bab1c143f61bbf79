/**
 * Share segments: sequenced shares as compact, proof-carrying bytes. With the jobs that it names, a segment is enough to
 * recompute the header hash of each of its shares; with the registry of accounts and workers, to recompute every window.
 *
 * <p><b>Format 1</b>, integers big-endian, {@code varint} = unsigned LEB128, {@code zigzag} = varint of
 * {@code (n << 1) ^ (n >> 63)}:
 *
 * <pre>
 * "NSEG"            4
 * format            1   = 1
 * network           varint length, ASCII name as configured
 * first sequence    8
 * jobs              varint count, each: jobId 8, extranonce2 length 1, SHA-256 of the job's bytes 32
 * workers           varint count, each: worker number varint, account number varint
 * difficulties      varint count, each: multiples of 2^-32 as varint; 0 for a solution that is not credited
 * shares            varint count, each a share item; the n-th has sequence first + n
 * block             0, or 1 and: block hash 32 (header order), height 4, share item of its solution,
 *                   absent instances: varint count, each 1 byte. Its sequence follows the last share's
 *
 * share item:
 *   job             varint index into jobs
 *   worker          varint index into workers
 *   difficulty      varint index into difficulties
 *   extranonce1     4
 *   extranonce2     the job's length
 *   ntime           zigzag, minus the item's before (0 for the first)
 *   nonce           4
 *   version         varint of (version XOR the item's before) rotated right by 13, so that BIP320's bits come lowest
 *   received        zigzag milliseconds, minus the item's before (0 for the first)
 * </pre>
 *
 * <p>A job's bytes are {@link neman.accounting.journal.RecordCodec#jobBytes}. A segment's address is the SHA-256 of all its
 * bytes. At a thousand shares an item takes about 30 bytes.
 */
package neman.accounting.segment;
