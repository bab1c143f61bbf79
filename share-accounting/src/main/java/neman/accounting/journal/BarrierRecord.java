package neman.accounting.journal;

import neman.bitcoin.Hash256;

/**
 * Says of this instance: every share before this record was acknowledged before the instance knew of the block, and none
 * after it belongs to the block's window.
 */
public record BarrierRecord(Hash256 blockHash) implements JournalRecord {}
