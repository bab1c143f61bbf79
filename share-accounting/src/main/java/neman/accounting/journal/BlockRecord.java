package neman.accounting.journal;

import neman.bitcoin.Hash256;

/**
 * A header that met the network's target. It stands before the record of its own share, where that one is credited, so
 * that the window which ends here excludes the winning share.
 *
 * @param solution the winning share's fields; its difficulty is 0 where the share was not credited (stale, duplicate)
 */
public record BlockRecord(Hash256 blockHash, int height, ShareRecord solution) implements JournalRecord {}
