package neman.bitcoin.transaction;

/** @param valueSats as serialised: consensus checks that it is between 0 and 21 million bitcoins, the codec does not */
public record TransactionOutput(long valueSats, byte[] script) {
    /** The least that an output takes: value and empty script. */
    static final int LEAST_BYTES = 9;

    public static TransactionOutput read(ByteReader reader) {
        return new TransactionOutput(reader.readLong(), reader.readPrefixedBytes());
    }

    public void write(ByteWriter writer) {
        writer.writeLong(valueSats).writePrefixedBytes(script);
    }
}
