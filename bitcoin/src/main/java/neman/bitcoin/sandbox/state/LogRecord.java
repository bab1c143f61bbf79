package neman.bitcoin.sandbox.state;

import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;

/** One change of the sandbox's state as its file keeps it: a type and the bytes that belong to it. */
record LogRecord(Type type, byte[] payload) {
    /** The ordinal plus one is the byte in the file: add at the end only. */
    enum Type {
        /** A block that was accepted, of whichever branch; the first is the genesis block. */
        BLOCK,
        /** A transaction that the mempool took: seconds since 1970 (8 bytes), then the serialisation. */
        TRANSACTION,
        /** An outpoint that the wallet must not choose. */
        LOCK,
        /** The end of a lock. */
        UNLOCK
    }

    static LogRecord ofTransaction(long timeSeconds, byte[] transaction) {
        ByteWriter writer = new ByteWriter().writeLong(timeSeconds).writeBytes(transaction);
        return new LogRecord(Type.TRANSACTION, writer.toByteArray());
    }

    static LogRecord ofOutPoint(Type type, OutPoint outPoint) {
        ByteWriter writer = new ByteWriter().writeHash(outPoint.txid()).writeInt(outPoint.index());
        return new LogRecord(type, writer.toByteArray());
    }

    OutPoint outPoint() {
        ByteReader reader = new ByteReader(payload);
        return new OutPoint(reader.readHash(), reader.readInt());
    }
}
