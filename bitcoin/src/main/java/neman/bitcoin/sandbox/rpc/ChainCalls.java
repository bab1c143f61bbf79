package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import neman.bitcoin.sandbox.chain.Chain;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.sandbox.chain.MempoolPolicy;
import neman.bitcoin.sandbox.state.SandboxState;

/** The node and its chain. */
final class ChainCalls {
    /** In Bitcoin Core's form: 1.0.0. */
    private static final int VERSION = 10_000;

    private final SandboxState state;

    ChainCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("getblockchaininfo", parameters -> blockchainInfo())
                .add("getnetworkinfo", parameters -> networkInfo())
                .add("getbestblockhash", parameters -> text(chain().tip().hash()))
                .add(
                        "getblockcount",
                        parameters -> IntNode.valueOf(chain().tip().height()))
                .add("getblockhash", this::blockHash, "height")
                .add("getblockheader", this::blockHeader, "blockhash", "verbose")
                .add("getblock", this::block, "blockhash", "verbosity");
    }

    private Chain chain() {
        return state.chain();
    }

    private JsonNode blockchainInfo() {
        ChainEntry tip = chain().tip();
        Target target = chain().parameters().target();
        ObjectNode json = Json.object()
                .put("chain", Network.SANDBOX.chainName())
                .put("blocks", tip.height())
                .put("headers", tip.height())
                .put("bestblockhash", tip.hash().toString())
                .put("bits", String.format("%08x", chain().parameters().nbits()))
                .put("target", target.toString())
                .put("difficulty", BlockJson.difficulty(target))
                .put("time", tip.timeSeconds())
                .put("mediantime", tip.medianTimePast())
                .put("verificationprogress", 1)
                .put("initialblockdownload", false)
                .put("chainwork", String.format("%064x", tip.chainWork()))
                .put("size_on_disk", state.bytesOnDisk())
                .put("pruned", false);
        json.putArray("warnings");
        return json;
    }

    /** A chain of one node has no peers; the pool takes that as it is. */
    private JsonNode networkInfo() {
        ObjectNode json = Json.object()
                .put("version", VERSION)
                .put("subversion", "/NemanSandbox:1.0.0/")
                .put("protocolversion", 70016)
                .put("localservices", "0000000000000009")
                .put("localrelay", true)
                .put("timeoffset", 0)
                .put("networkactive", true)
                .put("connections", 0)
                .put("connections_in", 0)
                .put("connections_out", 0);
        json.putArray("networks");
        json.set("relayfee", Json.amount(MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB));
        json.set("incrementalfee", Json.amount(MempoolPolicy.MIN_RELAY_FEE_SATS_PER_KVB));
        json.putArray("localaddresses");
        json.putArray("warnings");
        return json;
    }

    private JsonNode blockHash(RpcParameters parameters) {
        return chain().atHeight(parameters.integer("height"))
                .map(entry -> text(entry.hash()))
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMETER, "Block height out of range"));
    }

    private JsonNode blockHeader(RpcParameters parameters) {
        ChainEntry entry = entry(parameters);
        return parameters.bool("verbose", true)
                ? BlockJson.header(chain(), entry)
                : TextNode.valueOf(Json.hex(entry.header().encode()));
    }

    private JsonNode block(RpcParameters parameters) {
        ChainEntry entry = entry(parameters);
        int verbosity = parameters.verbosity("verbosity", 1);
        return verbosity == 0
                ? TextNode.valueOf(Json.hex(entry.blockBytes()))
                : BlockJson.block(chain(), entry, verbosity > 1);
    }

    private ChainEntry entry(RpcParameters parameters) {
        return chain().entry(parameters.hash("blockhash"))
                .orElseThrow(() -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Block not found"));
    }

    private static TextNode text(Object value) {
        return TextNode.valueOf(value.toString());
    }
}
