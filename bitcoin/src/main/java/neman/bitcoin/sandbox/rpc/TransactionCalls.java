package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.sandbox.chain.Coin;
import neman.bitcoin.sandbox.chain.CoinView;
import neman.bitcoin.sandbox.chain.MempoolEntry;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.transaction.Transaction;

/** Transactions and outputs of the chain and of the mempool, whoever they belong to. Every transaction is indexed. */
final class TransactionCalls {
    private final SandboxState state;

    TransactionCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("getrawtransaction", this::rawTransaction, "txid", "verbosity", "blockhash")
                .add("decoderawtransaction", this::decode, "hexstring", "iswitness")
                .add("gettxout", this::output, "txid", "n", "include_mempool");
    }

    private JsonNode rawTransaction(RpcParameters parameters) {
        Hash256 txid = parameters.hash("txid");
        Optional<ChainEntry> block = parameters.optional("blockhash").isPresent()
                ? Optional.of(block(parameters))
                : state.chain().blockOf(txid);
        Transaction transaction = block.flatMap(entry -> find(entry, txid))
                .or(() -> block.isPresent()
                        ? Optional.empty()
                        : state.mempool().entry(txid).map(MempoolEntry::transaction))
                .orElseThrow(() -> unknown(parameters.optional("blockhash").isPresent()));
        if (parameters.verbosity("verbosity", 0) == 0) {
            return TextNode.valueOf(Json.hex(transaction.toBytes()));
        }
        ObjectNode json = TransactionJson.withHex(transaction);
        block.ifPresent(entry -> json.put("blockhash", entry.hash().toString())
                .put("confirmations", Math.max(0, state.chain().confirmations(entry)))
                .put("time", entry.timeSeconds())
                .put("blocktime", entry.timeSeconds()));
        return json;
    }

    private ChainEntry block(RpcParameters parameters) {
        return state.chain()
                .entry(parameters.hash("blockhash"))
                .orElseThrow(() -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Block hash not found"));
    }

    private static RpcError unknown(boolean inBlock) {
        return new RpcError(
                RpcError.INVALID_ADDRESS_OR_KEY,
                inBlock
                        ? "No such transaction found in the provided block. Use gettransaction for wallet transactions."
                        : "No such mempool or blockchain transaction. Use gettransaction for wallet transactions.");
    }

    private static Optional<Transaction> find(ChainEntry entry, Hash256 txid) {
        return entry.block().transactions().stream()
                .filter(transaction -> transaction.txid().equals(txid))
                .findFirst();
    }

    private JsonNode decode(RpcParameters parameters) {
        return TransactionJson.decoded(MempoolCalls.decode(parameters.text("hexstring"), "TX decode failed"));
    }

    private JsonNode output(RpcParameters parameters) {
        int index = parameters.integer("n");
        if (index < 0) {
            return NullNode.getInstance();
        }
        OutPoint outPoint = new OutPoint(parameters.hash("txid"), index);
        CoinView view = parameters.bool("include_mempool", true) ? state.mempool() : state.chain();
        return view.coin(outPoint).<JsonNode>map(this::coinJson).orElse(NullNode.getInstance());
    }

    private ObjectNode coinJson(Coin coin) {
        ObjectNode json = Json.object()
                .put("bestblock", state.chain().tip().hash().toString())
                .put("confirmations", state.chain().tip().height() - coin.height() + 1);
        json.set("value", Json.amount(coin.valueSats()));
        json.set("scriptPubKey", ScriptJson.of(coin.output().script()));
        return json.put("coinbase", coin.coinbase());
    }
}
