package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.sandbox.chain.Addition;
import neman.bitcoin.sandbox.chain.Block;
import neman.bitcoin.sandbox.chain.ChainParameters;
import neman.bitcoin.sandbox.chain.MempoolEntry;
import neman.bitcoin.sandbox.chain.NextBlock;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.TransactionInput;

/** Templates and blocks (BIP22, BIP23, BIP145). */
final class MiningCalls {
    /** A long poll is answered with what there is after this time. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(60);
    /** Each holds a thread of the server; the ones beyond are answered at once. */
    private static final int MAX_LONG_POLLS = RpcServer.THREADS / 2;

    private final SandboxState state;
    private int longPolls;

    MiningCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("getblocktemplate", this::blockTemplate, "template_request")
                .add("submitblock", this::submitBlock, "hexdata", "dummy")
                .add("getmininginfo", parameters -> miningInfo());
    }

    private JsonNode blockTemplate(RpcParameters parameters) {
        JsonNode request = parameters.object("template_request");
        if (!request.path("mode").asText("template").equals("template")) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "Invalid mode");
        }
        boolean segwit = false;
        for (JsonNode rule : request.path("rules")) {
            segwit |= rule.asText().equals("segwit");
        }
        if (!segwit) {
            throw new RpcError(
                    RpcError.INVALID_PARAMETER,
                    "getblocktemplate must be called with the segwit rule set (call with {\"rules\": [\"segwit\"]})");
        }
        if (request.has("longpollid")) {
            awaitOtherThan(RpcParameters.text(request.path("longpollid")));
        }
        return template(NextBlock.of(state.chain(), state.mempool()));
    }

    /** Under the lock, which waiting gives up for its time. */
    private void awaitOtherThan(String longPollId) {
        if (longPolls >= MAX_LONG_POLLS) {
            return;
        }
        longPolls++;
        try {
            state.await(() -> !longPollId().equals(longPollId), LONGEST_POLL);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            longPolls--;
        }
    }

    /** Names the tip and the mempool's content, so a new transaction ends a poll too. */
    private String longPollId() {
        return state.chain().tip().hash() + Long.toString(state.mempool().sequence());
    }

    private ObjectNode template(NextBlock next) {
        ObjectNode json = Json.object();
        json.putArray("capabilities");
        json.put("version", NextBlock.VERSION);
        json.putArray("rules").add("csv").add("!segwit");
        json.putObject("vbavailable");
        json.put("vbrequired", 0);
        json.put("previousblockhash", next.parent().hash().toString());
        json.set("transactions", transactions(next));
        json.putObject("coinbaseaux");
        json.put("coinbasevalue", next.coinbaseValueSats());
        json.put("longpollid", longPollId());
        json.put("target", state.chain().parameters().target().toString());
        json.put("mintime", next.minTimeSeconds());
        json.putArray("mutable").add("time").add("transactions").add("prevblock");
        json.put("noncerange", "00000000ffffffff");
        json.put("sigoplimit", 80_000);
        json.put("sizelimit", ChainParameters.MAX_BLOCK_WEIGHT);
        json.put("weightlimit", ChainParameters.MAX_BLOCK_WEIGHT);
        json.put("curtime", next.timeSeconds(state.now()));
        json.put("bits", String.format("%08x", next.nbits()));
        json.put("height", next.height());
        return json.put("default_witness_commitment", Json.hex(next.witnessCommitmentScript()));
    }

    private static ArrayNode transactions(NextBlock next) {
        Map<Hash256, Integer> places = new HashMap<>();
        ArrayNode json = Json.array();
        for (MempoolEntry entry : next.entries()) {
            ObjectNode transaction = json.addObject()
                    .put("data", Json.hex(entry.transaction().toBytes()))
                    .put("txid", entry.transaction().txid().toString())
                    .put("hash", entry.transaction().wtxid().toString());
            ArrayNode depends = transaction.putArray("depends");
            for (TransactionInput input : entry.transaction().inputs()) {
                Optional.ofNullable(places.get(input.previousOutput().txid())).ifPresent(depends::add);
            }
            transaction
                    .put("fee", entry.feeSats())
                    .put("sigops", entry.transaction().inputs().size())
                    .put("weight", entry.transaction().weight());
            places.put(entry.transaction().txid(), json.size());
        }
        return json;
    }

    /** Null where the block is the new tip, else a word (BIP22); {@code inconclusive} for one beside the best chain. */
    private JsonNode submitBlock(RpcParameters parameters) {
        Addition addition = state.addBlock(block(parameters));
        if (addition instanceof Addition.NewTip) {
            return NullNode.getInstance();
        }
        if (addition instanceof Addition.SideBranch) {
            return TextNode.valueOf("inconclusive");
        }
        if (addition instanceof Addition.Duplicate duplicate) {
            return TextNode.valueOf(duplicate.invalid() ? "duplicate-invalid" : "duplicate");
        }
        return TextNode.valueOf(((Addition.Refused) addition).refusal().word());
    }

    private static Block block(RpcParameters parameters) {
        try {
            return Block.parse(parameters.hex("hexdata", "Block decode failed"));
        } catch (MalformedBytesException e) {
            throw new RpcError(RpcError.DESERIALIZATION, "Block decode failed");
        }
    }

    private JsonNode miningInfo() {
        ObjectNode json = Json.object()
                .put("blocks", state.chain().tip().height())
                .put("bits", String.format("%08x", state.chain().parameters().nbits()))
                .put(
                        "difficulty",
                        BlockJson.difficulty(state.chain().parameters().target()))
                .put("target", state.chain().parameters().target().toString())
                .put("pooledtx", state.mempool().entries().size())
                .put("chain", Network.SANDBOX.chainName());
        json.putArray("warnings");
        return json;
    }
}
