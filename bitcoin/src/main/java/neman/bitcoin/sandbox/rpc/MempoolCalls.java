package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.Satoshis;
import neman.bitcoin.sandbox.chain.Mempool;
import neman.bitcoin.sandbox.chain.MempoolEntry;
import neman.bitcoin.sandbox.chain.MempoolPolicy;
import neman.bitcoin.sandbox.chain.MempoolVerdict;
import neman.bitcoin.sandbox.chain.Refusal;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;

/** Transactions on their way into a block. */
final class MempoolCalls {
    private static final String DECODE_FAILED = "TX decode failed. Make sure the tx has at least one input.";
    /** Bitcoin Core's safeguard against a mistyped fee: 0.10 BTC per 1,000 virtual bytes. */
    private static final BigDecimal MAX_FEE_RATE_BTC_PER_KVB = new BigDecimal("0.10");

    private final SandboxState state;

    MempoolCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("getrawmempool", this::rawMempool, "verbose", "mempool_sequence")
                .add("getmempoolentry", this::mempoolEntry, "txid")
                .add("getmempoolinfo", parameters -> mempoolInfo())
                .add("testmempoolaccept", this::testAccept, "rawtxs", "maxfeerate")
                .add("sendrawtransaction", this::send, "hexstring", "maxfeerate", "maxburnamount");
    }

    private Mempool mempool() {
        return state.mempool();
    }

    private JsonNode rawMempool(RpcParameters parameters) {
        if (!parameters.bool("verbose", false)) {
            return Json.texts(mempool().entries().stream()
                    .map(entry -> entry.transaction().txid())
                    .toList());
        }
        ObjectNode json = Json.object();
        mempool().entries().forEach(entry -> json.set(entry.transaction().txid().toString(), entryJson(entry)));
        return json;
    }

    private JsonNode mempoolEntry(RpcParameters parameters) {
        return mempool()
                .entry(parameters.hash("txid"))
                .map(this::entryJson)
                .orElseThrow(() -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Transaction not in mempool"));
    }

    private ObjectNode entryJson(MempoolEntry entry) {
        Transaction transaction = entry.transaction();
        ObjectNode json = Json.object()
                .put("vsize", transaction.virtualSize())
                .put("weight", transaction.weight())
                .put("time", entry.time().getEpochSecond())
                .put("height", entry.height())
                .put("wtxid", transaction.wtxid().toString());
        ObjectNode fees = json.putObject("fees");
        fees.set("base", Json.amount(entry.feeSats()));
        fees.set("modified", Json.amount(entry.feeSats()));
        Set<Hash256> parents = new LinkedHashSet<>();
        transaction.inputs().stream()
                .map(input -> input.previousOutput().txid())
                .filter(txid -> mempool().entry(txid).isPresent())
                .forEach(parents::add);
        json.set("depends", Json.texts(parents));
        Set<Hash256> children = new LinkedHashSet<>();
        for (int i = 0; i < transaction.outputs().size(); i++) {
            mempool().spender(transaction.outPoint(i)).ifPresent(children::add);
        }
        json.set("spentby", Json.texts(children));
        return json.put("bip125-replaceable", true).put("unbroadcast", false);
    }

    private JsonNode mempoolInfo() {
        ObjectNode json = Json.object()
                .put("loaded", true)
                .put("size", mempool().entries().size())
                .put(
                        "bytes",
                        mempool().entries().stream()
                                .mapToLong(entry -> entry.transaction().virtualSize())
                                .sum());
        json.set(
                "total_fee",
                Json.amount(mempool().entries().stream()
                        .mapToLong(MempoolEntry::feeSats)
                        .sum()));
        json.set("mempoolminfee", Json.amount(MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB));
        json.set("minrelaytxfee", Json.amount(MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB));
        return json.put("fullrbf", true);
    }

    /** One transaction at a time: packages are not needed here. */
    private JsonNode testAccept(RpcParameters parameters) {
        JsonNode transactions = parameters.array("rawtxs");
        if (transactions.size() != 1) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Array must contain between 1 and 1 transactions.");
        }
        Transaction transaction = decode(RpcParameters.text(transactions.get(0)), DECODE_FAILED);
        ArrayNode answer = Json.array();
        ObjectNode json = answer.addObject()
                .put("txid", transaction.txid().toString())
                .put("wtxid", transaction.wtxid().toString());
        MempoolVerdict verdict = mempool().check(transaction);
        if (verdict instanceof MempoolVerdict.Refused refused) {
            boolean missing = refused.refusal() == Refusal.MISSING_INPUTS;
            json.put("allowed", false)
                    .put(
                            "reject-reason",
                            missing ? "missing-inputs" : refused.refusal().word())
                    .put("reject-details", refused.refusal().word());
            return answer;
        }
        describe((MempoolVerdict.Acceptable) verdict, transaction, parameters, json);
        return answer;
    }

    private static void describe(
            MempoolVerdict.Acceptable verdict, Transaction transaction, RpcParameters parameters, ObjectNode json) {
        if (verdict.feeSats() > mostFeeSats(transaction, parameters)) {
            json.put("allowed", false).put("reject-reason", "max-fee-exceeded");
            return;
        }
        json.put("allowed", true).put("vsize", transaction.virtualSize());
        ObjectNode fees = json.putObject("fees");
        fees.set("base", Json.amount(verdict.feeSats()));
        fees.set("effective-feerate", Json.amount(verdict.feeSats() * 1000 / transaction.virtualSize()));
        fees.set("effective-includes", Json.texts(Set.of(transaction.wtxid())));
    }

    /** A repeated call for a transaction that waits already succeeds, as with Bitcoin Core. */
    private JsonNode send(RpcParameters parameters) {
        Transaction transaction = decode(parameters.text("hexstring"), DECODE_FAILED);
        MempoolVerdict tested = mempool().check(transaction);
        if (tested instanceof MempoolVerdict.Acceptable acceptable) {
            if (acceptable.feeSats() > mostFeeSats(transaction, parameters)) {
                throw new RpcError(
                        RpcError.VERIFY, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)");
            }
            state.addTransaction(transaction);
        } else {
            refuse(((MempoolVerdict.Refused) tested).refusal());
        }
        return TextNode.valueOf(transaction.txid().toString());
    }

    private static void refuse(Refusal refusal) {
        switch (refusal) {
            case ALREADY_IN_MEMPOOL, SAME_EXCEPT_WITNESS -> {}
            case ALREADY_KNOWN ->
                throw new RpcError(RpcError.VERIFY_ALREADY_IN_UTXO_SET, "Transaction outputs already in utxo set");
            case MISSING_INPUTS -> throw new RpcError(RpcError.VERIFY, refusal.word());
            default -> throw new RpcError(RpcError.VERIFY_REJECTED, refusal.word());
        }
    }

    private static long mostFeeSats(Transaction transaction, RpcParameters parameters) {
        BigDecimal bitcoins =
                parameters.optional("maxfeerate").map(RpcParameters::decimal).orElse(MAX_FEE_RATE_BTC_PER_KVB);
        long satsPerKilobyte = amountSats(bitcoins);
        return satsPerKilobyte == 0
                ? Satoshis.MAX_MONEY
                : MempoolPolicy.feeSats(satsPerKilobyte, transaction.virtualSize());
    }

    static long amountSats(BigDecimal bitcoins) {
        try {
            return Satoshis.ofBitcoins(bitcoins);
        } catch (IllegalArgumentException e) {
            throw new RpcError(RpcError.TYPE, bitcoins.scale() > 8 ? "Invalid amount" : "Amount out of range");
        }
    }

    static Transaction decode(String hex, String complaint) {
        try {
            return Transaction.parse(RpcParameters.parseHex(hex, complaint));
        } catch (MalformedBytesException e) {
            throw new RpcError(RpcError.DESERIALIZATION, complaint);
        }
    }
}
