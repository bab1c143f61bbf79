package neman.accounting.journal;

import java.io.IOException;

/** Bytes that were once durable are not what was written. Never repaired by guessing: a person decides. */
public final class CorruptJournalException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptJournalException(String place, long offset, String what) {
        super("journal " + place + " is damaged at byte " + offset + ": " + what
                + "; './pool journal export " + place + "' writes out what is readable; restore the file from a backup,"
                + " or move it aside to give up those of its shares that the accountant has not got");
    }
}
