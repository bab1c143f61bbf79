package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.psbt.PsbtInput;
import neman.bitcoin.psbt.PsbtMap;
import neman.bitcoin.transaction.TransactionOutput;

/** A PSBT as {@code decodepsbt} shows it; fields without a place of their own are under {@code unknown}. */
final class PsbtJson {
    private static final int FIRST_UNKNOWN_INPUT_TYPE = 0x09;
    private static final int FIRST_UNKNOWN_OUTPUT_TYPE = 0x03;

    private PsbtJson() {}

    static ObjectNode decoded(Psbt psbt) {
        ObjectNode json = Json.object();
        json.set("tx", TransactionJson.decoded(psbt.unsignedTransaction()));
        json.putArray("global_xpubs");
        json.put("psbt_version", 0);
        json.putArray("proprietary");
        json.set("unknown", unknown(psbt.globals(), 1));
        ArrayNode inputs = json.putArray("inputs");
        psbt.inputs().forEach(input -> inputs.add(input(input)));
        ArrayNode outputs = json.putArray("outputs");
        psbt.outputs().forEach(output -> outputs.add(output(output)));
        psbt.feeSats().ifPresent(fee -> json.set("fee", Json.amount(fee)));
        return json;
    }

    private static ObjectNode input(PsbtInput input) {
        ObjectNode json = Json.object();
        input.witnessUtxo().ifPresent(output -> json.set("witness_utxo", utxo(output)));
        input.nonWitnessUtxo()
                .ifPresent(transaction -> json.set("non_witness_utxo", TransactionJson.decoded(transaction)));
        Map<String, byte[]> signatures = input.partialSignatures();
        if (!signatures.isEmpty()) {
            ObjectNode partial = json.putObject("partial_signatures");
            signatures.forEach((key, signature) -> partial.put(key, Json.hex(signature)));
        }
        input.finalScriptSig().ifPresent(script -> json.putObject("final_scriptSig")
                .put("asm", ScriptAssembly.of(script))
                .put("hex", Json.hex(script)));
        input.finalWitness()
                .ifPresent(witness -> json.set(
                        "final_scriptwitness",
                        Json.texts(witness.stream().map(Json::hex).toList())));
        withUnknown(json, unknown(input.map(), FIRST_UNKNOWN_INPUT_TYPE));
        return json;
    }

    private static ObjectNode utxo(TransactionOutput output) {
        ObjectNode json = Json.object();
        json.set("amount", Json.amount(output.valueSats()));
        json.set("scriptPubKey", ScriptJson.of(output.script()));
        return json;
    }

    private static ObjectNode output(PsbtMap output) {
        ObjectNode json = Json.object();
        withUnknown(json, unknown(output, FIRST_UNKNOWN_OUTPUT_TYPE));
        return json;
    }

    private static void withUnknown(ObjectNode json, ObjectNode unknown) {
        if (!unknown.isEmpty()) {
            json.set("unknown", unknown);
        }
    }

    private static ObjectNode unknown(PsbtMap map, int firstUnknownType) {
        ObjectNode json = Json.object();
        map.fields().stream()
                .filter(field -> field.type() >= firstUnknownType)
                .forEach(field -> json.put(Json.hex(field.key()), Json.hex(field.value())));
        return json;
    }
}
