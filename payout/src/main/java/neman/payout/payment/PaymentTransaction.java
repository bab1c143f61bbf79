package neman.payout.payment;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.TransactionOutput;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;

/**
 * A transaction as its bytes say, decoded here and not by the node or the wallet that made them.
 *
 * @param virtualBytes what the fee rate is counted by (BIP141)
 * @param signed every input has a witness and no script: a segwit transaction that is complete
 */
public record PaymentTransaction(
        Hash256 txid, List<OutPoint> inputs, List<TransactionOutput> outputs, int virtualBytes, boolean signed) {
    private static final byte[] PSBT_MAGIC = {'p', 's', 'b', 't', (byte) 0xff};
    private static final int PSBT_GLOBAL_UNSIGNED_TX = 0x00;

    /** @throws IllegalArgumentException where the bytes are not one whole transaction */
    public static PaymentTransaction decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            Transaction transaction = Transaction.read(buffer);
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes follow the transaction");
            }
            return of(transaction);
        } catch (ProtocolException | BufferUnderflowException | ArithmeticException e) {
            throw new IllegalArgumentException("these bytes are not a transaction that spends outputs", e);
        }
    }

    /**
     * The unsigned transaction inside a PSBT of version 0 (BIP174): the value under key type 0 of the global map.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static PaymentTransaction ofPsbt(String base64) {
        ByteBuffer psbt = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        try {
            if (!ByteBuffer.wrap(PSBT_MAGIC).equals(ByteBuffer.wrap(bytes(psbt, PSBT_MAGIC.length)))) {
                throw new IllegalArgumentException("this is not a PSBT");
            }
            for (byte[] key = sized(psbt); key.length > 0; key = sized(psbt)) {
                byte[] value = sized(psbt);
                if (key.length == 1 && key[0] == PSBT_GLOBAL_UNSIGNED_TX) {
                    return decode(value);
                }
            }
            throw new IllegalArgumentException("this PSBT holds no unsigned transaction");
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("this PSBT ends early", e);
        }
    }

    private static byte[] sized(ByteBuffer buffer) {
        return bytes(buffer, VarInt.read(buffer).longValue());
    }

    private static byte[] bytes(ByteBuffer buffer, long length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return bytes;
    }

    private static PaymentTransaction of(Transaction transaction) {
        return new PaymentTransaction(
                Hash256.ofHeaderOrder(transaction.getTxId().serialize()),
                transaction.getInputs().stream().map(PaymentTransaction::spent).toList(),
                transaction.getOutputs().stream()
                        .map(output -> new TransactionOutput(
                                output.getScriptBytes(), output.getValue().getValue()))
                        .toList(),
                transaction.getVsize(),
                transaction.getInputs().stream().allMatch(PaymentTransaction::isSigned));
    }

    private static OutPoint spent(TransactionInput input) {
        return new OutPoint(
                Hash256.ofHeaderOrder(input.getOutpoint().hash().serialize()),
                Math.toIntExact(input.getOutpoint().index()));
    }

    private static boolean isSigned(TransactionInput input) {
        return input.getScriptBytes().length == 0 && input.getWitness().getPushCount() > 0;
    }

    public long outputSats() {
        return outputs.stream().mapToLong(TransactionOutput::sats).reduce(0, Math::addExact);
    }
}
