package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/** A transaction as {@code decoderawtransaction} shows it. */
final class TransactionJson {
    private TransactionJson() {}

    static ObjectNode decoded(Transaction transaction) {
        ObjectNode json = Json.object()
                .put("txid", transaction.txid().toString())
                .put("hash", transaction.wtxid().toString())
                .put("version", Integer.toUnsignedLong(transaction.version()))
                .put("size", transaction.size())
                .put("vsize", transaction.virtualSize())
                .put("weight", transaction.weight())
                .put("locktime", Integer.toUnsignedLong(transaction.lockTime()));
        ArrayNode inputs = json.putArray("vin");
        transaction.inputs().forEach(input -> inputs.add(input(input)));
        ArrayNode outputs = json.putArray("vout");
        for (int i = 0; i < transaction.outputs().size(); i++) {
            outputs.add(output(transaction.outputs().get(i), i));
        }
        return json;
    }

    static ObjectNode withHex(Transaction transaction) {
        return decoded(transaction).put("hex", Json.hex(transaction.toBytes()));
    }

    private static ObjectNode input(TransactionInput input) {
        ObjectNode json = Json.object();
        if (input.spends().isEmpty()) {
            json.put("coinbase", Json.hex(input.scriptSig()));
        } else {
            json.put("txid", input.previousOutput().txid().toString())
                    .put("vout", input.previousOutput().index());
            json.putObject("scriptSig")
                    .put("asm", ScriptAssembly.of(input.scriptSig()))
                    .put("hex", Json.hex(input.scriptSig()));
        }
        if (!input.witness().isEmpty()) {
            json.set(
                    "txinwitness",
                    Json.texts(input.witness().stream().map(Json::hex).toList()));
        }
        return json.put("sequence", Integer.toUnsignedLong(input.sequence()));
    }

    private static ObjectNode output(TransactionOutput output, int index) {
        ObjectNode json = Json.object();
        json.set("value", Json.amount(output.valueSats()));
        json.put("n", index);
        json.set("scriptPubKey", ScriptJson.of(output.script()));
        return json;
    }
}
