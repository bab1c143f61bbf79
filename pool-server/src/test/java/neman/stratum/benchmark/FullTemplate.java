package neman.stratum.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import neman.bitcoin.Hash256;

/** The transactions of a full block as a node writes them into a template: on the main chain some 4,000 of 1,000 weight units. */
final class FullTemplate {
    static final int TRANSACTIONS = 4_000;
    private static final int TRANSACTION_BYTES = 400;

    private FullTemplate() {}

    /** A JSON array of {@code count} transactions, the same every time. */
    static byte[] transactions(int count) {
        Random random = new Random(4);
        byte[] data = new byte[TRANSACTION_BYTES];
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            random.nextBytes(data);
            String txid = Hash256.ofDoubleSha256(data).toString();
            json.append(i == 0 ? "" : ",")
                    .append("{\"data\":\"")
                    .append(HexFormat.of().formatHex(data))
                    .append("\",\"txid\":\"")
                    .append(txid)
                    .append("\",\"hash\":\"")
                    .append(txid)
                    .append("\",\"depends\":[],\"fee\":2500,\"sigops\":4,\"weight\":1000}");
        }
        return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
