package neman.accounting.journal;

import java.io.IOException;

/** Told once, on the journal's writer thread, what became of what was appended. Must not block. */
public interface JournalWaiter {
    /** The records are durable: the miner may be told {@code true}. */
    void onDurable();

    /** They may or may not survive: the miner must be told an error. */
    void onFailure(IOException cause);
}
