package neman.accounting.journal;

/** What a journal holds. Records are self-contained: no record needs another file, a database or Redis to be read. */
public sealed interface JournalRecord permits JobRecord, ShareRecord, BlockRecord, BarrierRecord {}
