package neman.bitcoin.psbt;

import neman.bitcoin.LittleEndian;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;

/** The form of each known field (BIP174's tables). Unknown types pass. */
final class PsbtRules {
    private static final int KEY_COMPRESSED = 1 + 33;
    private static final int KEY_UNCOMPRESSED = 1 + 65;
    private static final int KEY_EXTENDED = 1 + 78;
    private static final int UINT_BYTES = 4;

    private PsbtRules() {}

    static boolean isGlobal(PsbtMap.Field field) {
        return switch (field.type()) {
            case Psbt.GLOBAL_UNSIGNED_TX -> field.key().length == 1;
            case Psbt.GLOBAL_XPUB -> field.key().length == KEY_EXTENDED && isKeyOrigin(field.value());
            case Psbt.GLOBAL_VERSION ->
                field.key().length == 1
                        && field.value().length == UINT_BYTES
                        && LittleEndian.readInt(field.value(), 0) == 0;
            default -> true;
        };
    }

    static boolean isInput(PsbtMap.Field field) {
        return switch (field.type()) {
            case PsbtInput.NON_WITNESS_UTXO -> field.key().length == 1 && isTransaction(field.value());
            case PsbtInput.WITNESS_UTXO -> field.key().length == 1 && isOutput(field.value());
            case PsbtInput.PARTIAL_SIGNATURE -> isKey(field) && field.value().length > 0;
            case PsbtInput.SIGHASH_TYPE -> field.key().length == 1 && field.value().length == UINT_BYTES;
            case PsbtInput.KEY_ORIGIN -> isKey(field) && isKeyOrigin(field.value());
            case PsbtInput.FINAL_SCRIPT_WITNESS -> field.key().length == 1 && isWitness(field.value());
            case PsbtInput.REDEEM_SCRIPT, PsbtInput.WITNESS_SCRIPT, PsbtInput.FINAL_SCRIPT_SIG ->
                field.key().length == 1;
            default -> true;
        };
    }

    static boolean isOutputField(PsbtMap.Field field) {
        return switch (field.type()) {
            case Psbt.OUTPUT_REDEEM_SCRIPT, Psbt.OUTPUT_WITNESS_SCRIPT -> field.key().length == 1;
            case Psbt.OUTPUT_KEY_ORIGIN -> isKey(field) && isKeyOrigin(field.value());
            default -> true;
        };
    }

    private static boolean isKey(PsbtMap.Field field) {
        int length = field.key().length;
        if (length != KEY_COMPRESSED && length != KEY_UNCOMPRESSED) {
            return false;
        }
        int prefix = field.key()[1];
        return length == KEY_COMPRESSED ? prefix == 2 || prefix == 3 : prefix == 4;
    }

    /** A fingerprint and a path of 32-bit numbers. */
    private static boolean isKeyOrigin(byte[] value) {
        return value.length >= UINT_BYTES && value.length % UINT_BYTES == 0;
    }

    private static boolean isTransaction(byte[] value) {
        return Transaction.parse(value).size() == value.length;
    }

    private static boolean isOutput(byte[] value) {
        ByteReader reader = new ByteReader(value);
        TransactionOutput.read(reader);
        return reader.remaining() == 0;
    }

    private static boolean isWitness(byte[] value) {
        ByteReader reader = new ByteReader(value);
        int items = reader.readCount(1);
        for (int i = 0; i < items; i++) {
            reader.readPrefixedBytes();
        }
        return reader.remaining() == 0;
    }
}
