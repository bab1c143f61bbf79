package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.chain.MempoolPolicy;
import neman.bitcoin.sandbox.wallet.FundingRequest;
import neman.bitcoin.sandbox.wallet.Wallet;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.TransactionOutput;

/** The parameters of {@code walletcreatefundedpsbt}, read and checked. */
final class FundingParameters {
    /** Stands for every estimate: blocks of the sandbox are never full. 1 sat/vB. */
    private static final long ESTIMATED_FEE_SATS_PER_KVB = 1_000;

    private static final Set<String> OPTIONS = Set.of(
            "add_inputs",
            "include_unsafe",
            "minconf",
            "maxconf",
            "changeAddress",
            "changePosition",
            "change_type",
            "includeWatching",
            "lockUnspents",
            "fee_rate",
            "feeRate",
            "conf_target",
            "estimate_mode",
            "replaceable");
    private static final int OP_RETURN = 0x6a;

    private FundingParameters() {}

    static FundingRequest read(RpcParameters parameters, Wallet wallet) {
        JsonNode options = parameters.object("options");
        options.fieldNames().forEachRemaining(FundingParameters::requireKnown);
        List<OutPoint> inputs = new ArrayList<>();
        parameters
                .optional("inputs")
                .map(RpcParameters::array)
                .ifPresent(array -> array.forEach(element -> inputs.add(LockCalls.outPoint(element))));
        List<TransactionOutput> outputs = outputs(parameters.required("outputs"));
        return new FundingRequest(
                inputs,
                options.path("add_inputs").asBoolean(inputs.isEmpty()),
                outputs,
                parameters.optionalInteger("locktime").orElse(0),
                feeSatsPerKilobyte(options),
                options.has("minconf") ? RpcParameters.integer(options.path("minconf")) : 0,
                changeScript(options, wallet),
                changePosition(options, outputs.size()),
                options.path("replaceable").asBoolean(true));
    }

    static boolean locksInputs(RpcParameters parameters) {
        return parameters.object("options").path("lockUnspents").asBoolean(false);
    }

    private static void requireKnown(String option) {
        if (!OPTIONS.contains(option)) {
            throw new RpcError(RpcError.TYPE, "Unexpected key " + option);
        }
    }

    /** An object, or an array of objects, of address to amount; {@code data} to hex gives an OP_RETURN. */
    private static List<TransactionOutput> outputs(JsonNode given) {
        List<TransactionOutput> outputs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode object : given.isArray() ? given : List.of(given)) {
            object.properties().forEach(member -> outputs.add(output(member, seen)));
        }
        if (outputs.isEmpty()) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "TX must have at least one output");
        }
        return outputs;
    }

    private static TransactionOutput output(Map.Entry<String, JsonNode> member, Set<String> seen) {
        if (member.getKey().equals("data")) {
            byte[] data = RpcParameters.parseHex(RpcParameters.text(member.getValue()), "Data must be hexadecimal");
            return new TransactionOutput(
                    0,
                    new ByteWriter()
                            .writeByte(OP_RETURN)
                            .writePrefixedBytes(data)
                            .toByteArray());
        }
        byte[] script = WalletCalls.address(member.getKey()).script();
        if (!seen.add(Json.hex(script))) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Invalid parameter, duplicated address: " + member.getKey());
        }
        long sats = MempoolCalls.amountSats(RpcParameters.decimal(member.getValue()));
        if (sats < MempoolPolicy.dustLimitSats(script)) {
            throw new RpcError(RpcError.WALLET, "Transaction amount too small");
        }
        return new TransactionOutput(sats, script);
    }

    private static long feeSatsPerKilobyte(JsonNode options) {
        if (options.has("fee_rate") && options.has("conf_target")) {
            throw new RpcError(
                    RpcError.INVALID_PARAMETER,
                    "Cannot specify both conf_target and fee_rate. Please provide either a confirmation target in blocks"
                            + " for automatic fee estimation, or an explicit fee rate.");
        }
        if (options.has("fee_rate")) {
            return perKilobyte(RpcParameters.decimal(options.path("fee_rate")).movePointRight(3));
        }
        return options.has("feeRate")
                ? perKilobyte(RpcParameters.decimal(options.path("feeRate")).movePointRight(8))
                : ESTIMATED_FEE_SATS_PER_KVB;
    }

    private static long perKilobyte(BigDecimal sats) {
        long rate = sats.setScale(0, RoundingMode.DOWN).longValue();
        if (rate < MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Fee rate is lower than the minimum fee rate setting");
        }
        return rate;
    }

    private static byte[] changeScript(JsonNode options, Wallet wallet) {
        return options.has("changeAddress")
                ? WalletCalls.address(RpcParameters.text(options.path("changeAddress")))
                        .script()
                : wallet.keys().change().address().script();
    }

    private static OptionalInt changePosition(JsonNode options, int outputs) {
        if (!options.has("changePosition")) {
            return OptionalInt.empty();
        }
        int position = RpcParameters.integer(options.path("changePosition"));
        if (position < 0 || position > outputs) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "changePosition out of bounds");
        }
        return OptionalInt.of(position);
    }
}
