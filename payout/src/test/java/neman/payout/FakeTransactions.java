package neman.payout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.payment.PaymentTransaction;

/** Writes transactions byte by byte, for a node that does not look at signatures. */
final class FakeTransactions {
    private static final int SIGNATURE_BYTES = 64;

    private FakeTransactions() {}

    static byte[] coinbase(int height, int distinct, TransactionOutput output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        integer(bytes, 2);
        bytes.write(1);
        bytes.writeBytes(new byte[Hash256.BYTES]);
        integer(bytes, -1);
        bytes.write(8);
        integer(bytes, height);
        integer(bytes, distinct);
        integer(bytes, -1);
        outputs(bytes, List.of(output));
        integer(bytes, 0);
        return bytes.toByteArray();
    }

    static byte[] unsigned(List<OutPoint> inputs, List<TransactionOutput> outputs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        integer(bytes, 2);
        inputs(bytes, inputs);
        outputs(bytes, outputs);
        integer(bytes, 0);
        return bytes.toByteArray();
    }

    static byte[] signed(PaymentTransaction transaction) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        integer(bytes, 2);
        bytes.write(0);
        bytes.write(1);
        inputs(bytes, transaction.inputs());
        outputs(bytes, transaction.outputs());
        for (int i = 0; i < transaction.inputs().size(); i++) {
            bytes.write(1);
            bytes.write(SIGNATURE_BYTES);
            bytes.writeBytes(new byte[SIGNATURE_BYTES]);
        }
        integer(bytes, 0);
        return bytes.toByteArray();
    }

    static String psbt(byte[] unsigned) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'p', 's', 'b', 't', (byte) 0xff, 1, 0});
        size(bytes, unsigned.length);
        bytes.writeBytes(unsigned);
        bytes.write(0);
        PaymentTransaction transaction = PaymentTransaction.decode(unsigned);
        bytes.writeBytes(
                new byte
                        [transaction.inputs().size()
                                + transaction.outputs().size()]); // nothing is known of any of them
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static void size(ByteArrayOutputStream bytes, int size) {
        if (size < 0xfd) {
            bytes.write(size);
        } else {
            bytes.write(0xfd);
            bytes.write(size & 0xff);
            bytes.write(size >>> 8);
        }
    }

    private static void inputs(ByteArrayOutputStream bytes, List<OutPoint> inputs) {
        size(bytes, inputs.size());
        for (OutPoint input : inputs) {
            bytes.writeBytes(input.txid().toHeaderOrder());
            integer(bytes, input.index());
            bytes.write(0);
            integer(bytes, -3);
        }
    }

    private static void outputs(ByteArrayOutputStream bytes, List<TransactionOutput> outputs) {
        size(bytes, outputs.size());
        for (TransactionOutput output : outputs) {
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(output.sats())
                    .array());
            size(bytes, output.script().length);
            bytes.writeBytes(output.script());
        }
    }

    private static void integer(ByteArrayOutputStream bytes, int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }
}
