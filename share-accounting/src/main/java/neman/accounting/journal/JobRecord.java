package neman.accounting.journal;

import java.util.List;
import neman.bitcoin.Hash256;

/**
 * A job that miners were given: everything from which, with a share's own fields, the header can be recomputed.
 * Written once a journal file before its first share.
 *
 * @param jobId unique across instances and starts: instance number, start counter, job counter
 * @param coinbasePrefix the coinbase without witness, up to the share's extranonce1: where miners are given a longer one than the 4
 *     bytes that tell them apart, its first bytes, which all share, are the end of this
 * @param coinbaseSuffix what follows the extranonce
 * @param extranonce2Bytes 1 … 8
 * @param merkleBranch the siblings of the coinbase, from the leaves up
 * @param coinbaseValueSats what the template allowed the coinbase to pay
 */
public record JobRecord(
        long jobId,
        int height,
        Hash256 previousBlock,
        int version,
        int nbits,
        long timeSeconds,
        byte[] coinbasePrefix,
        byte[] coinbaseSuffix,
        int extranonce2Bytes,
        List<Hash256> merkleBranch,
        long coinbaseValueSats)
        implements JournalRecord {}
