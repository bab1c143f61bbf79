package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.sandbox.chain.Coin;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.sandbox.wallet.Wallet;
import neman.bitcoin.sandbox.wallet.WalletKey;
import neman.bitcoin.sandbox.wallet.WalletTransaction;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/** {@code gettransaction} and {@code listsinceblock}: transactions as the wallet sees them. */
final class WalletTransactionCalls {
    private final SandboxState state;

    WalletTransactionCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("gettransaction", this::transaction, "txid", "include_watchonly", "verbose")
                .add("listsinceblock", this::since, "blockhash");
    }

    private Wallet wallet() {
        return state.wallet();
    }

    private JsonNode transaction(RpcParameters parameters) {
        WalletTransaction known = wallet().transaction(parameters.hash("txid"))
                .orElseThrow(
                        () -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Invalid or non-wallet transaction id"));
        Transaction transaction = known.transaction();
        ObjectNode json = amounts(transaction);
        place(json, transaction.txid());
        json.put("txid", transaction.txid().toString())
                .put("wtxid", transaction.wtxid().toString());
        json.set("walletconflicts", Json.texts(wallet().conflictsOf(transaction)));
        json.set("mempoolconflicts", mempoolConflicts(transaction));
        json.put("time", known.received().getEpochSecond())
                .put("timereceived", known.received().getEpochSecond())
                .put("bip125-replaceable", isWaiting(transaction) ? "yes" : "no");
        json.set("details", details(transaction));
        json.put("hex", Json.hex(transaction.toBytes()));
        if (parameters.bool("verbose", false)) {
            json.set("decoded", TransactionJson.decoded(transaction));
        }
        json.set("lastprocessedblock", WalletCalls.lastProcessedBlock(state));
        return json;
    }

    /** What is in blocks above this one, or above the fork where it left the chain, and what is in none. */
    private JsonNode since(RpcParameters parameters) {
        ChainEntry block = state.chain()
                .entry(parameters.hash("blockhash"))
                .orElseThrow(() -> new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Block not found"));
        while (!state.chain().isActive(block)) {
            block = block.parent();
        }
        ArrayNode entries = Json.array();
        for (Transaction transaction : wallet().transactions()) {
            int height = state.chain()
                    .blockOf(transaction.txid())
                    .map(ChainEntry::height)
                    .orElse(Integer.MAX_VALUE);
            if (height > block.height()) {
                details(transaction).forEach(detail -> entries.add(placed((ObjectNode) detail, transaction.txid())));
            }
        }
        ObjectNode json = Json.object();
        json.set("transactions", entries);
        return json.put("lastblock", state.chain().tip().hash().toString());
    }

    private ObjectNode placed(ObjectNode detail, Hash256 txid) {
        place(detail, txid);
        return detail.put("txid", txid.toString());
    }

    private boolean isWaiting(Transaction transaction) {
        return state.mempool().entry(transaction.txid()).isPresent();
    }

    /** What the wallet gained, without the fee; an immature coinbase counts as nothing, as with Bitcoin Core. */
    private ObjectNode amounts(Transaction transaction) {
        ObjectNode json = Json.object();
        if (transaction.isCoinbase()) {
            json.set("amount", Json.amount(isMature(transaction) ? receivedSats(transaction) : 0));
            return json;
        }
        long spentSats = spentSats(transaction);
        long negativeFeeSats = spentSats > 0 ? negativeFeeSats(transaction, spentSats) : 0;
        json.set("amount", Json.amount(receivedSats(transaction) - spentSats - negativeFeeSats));
        if (spentSats > 0) {
            json.set("fee", Json.amount(negativeFeeSats));
        }
        return json;
    }

    /** Bitcoin Core shows what the wallet paid as a number below zero. */
    private static long negativeFeeSats(Transaction transaction, long spentSats) {
        return transaction.outputs().stream()
                        .mapToLong(TransactionOutput::valueSats)
                        .sum()
                - spentSats;
    }

    private long receivedSats(Transaction transaction) {
        return transaction.outputs().stream()
                .filter(output -> wallet().keys().ofScript(output.script()).isPresent())
                .mapToLong(TransactionOutput::valueSats)
                .sum();
    }

    private long spentSats(Transaction transaction) {
        return transaction.inputs().stream()
                .flatMap(input -> ownOutput(input).stream())
                .mapToLong(TransactionOutput::valueSats)
                .sum();
    }

    /** The wallet's own output that this input spends. */
    private Optional<TransactionOutput> ownOutput(TransactionInput input) {
        return input.spends().flatMap(spent -> wallet().ownOutput(spent));
    }

    private boolean isMature(Transaction coinbase) {
        return state.chain()
                .blockOf(coinbase.txid())
                .filter(block -> state.chain().confirmations(block) > Coin.COINBASE_MATURITY)
                .isPresent();
    }

    /** Confirmations are 0 in the mempool or nowhere, and −n where a conflicting transaction has n. */
    private void place(ObjectNode json, Hash256 txid) {
        Optional<ChainEntry> block = state.chain().blockOf(txid);
        if (block.isEmpty()) {
            Transaction transaction = wallet().transaction(txid).orElseThrow().transaction();
            json.put("confirmations", -conflictDepth(transaction));
            if (transaction.isCoinbase()) {
                json.put("generated", true);
            }
            json.put("trusted", isWaiting(transaction));
            return;
        }
        ChainEntry entry = block.get();
        json.put("confirmations", state.chain().confirmations(entry));
        int index = entry.block().txids().indexOf(txid);
        if (index == 0) {
            json.put("generated", true);
        }
        json.put("blockhash", entry.hash().toString())
                .put("blockheight", entry.height())
                .put("blockindex", index)
                .put("blocktime", entry.timeSeconds());
    }

    private int conflictDepth(Transaction transaction) {
        return wallet().conflictsOf(transaction).stream()
                .flatMap(other -> state.chain().blockOf(other).stream())
                .mapToInt(block -> state.chain().confirmations(block))
                .max()
                .orElse(0);
    }

    private ArrayNode mempoolConflicts(Transaction transaction) {
        return Json.texts(transaction.inputs().stream()
                .flatMap(input -> input.spends().stream())
                .flatMap(spent -> state.mempool().spender(spent).stream())
                .filter(txid -> !txid.equals(transaction.txid()))
                .distinct()
                .toList());
    }

    /** What was sent to others, then what came in; change is neither. */
    private ArrayNode details(Transaction transaction) {
        ArrayNode details = Json.array();
        long spentSats = spentSats(transaction);
        for (int i = 0; i < transaction.outputs().size(); i++) {
            TransactionOutput output = transaction.outputs().get(i);
            Optional<WalletKey> key = wallet().keys().ofScript(output.script());
            boolean change = spentSats > 0 && key.isPresent() && key.get().change();
            if (spentSats > 0 && !change) {
                ObjectNode sent = detail(output, i, "send", -output.valueSats());
                sent.set("fee", Json.amount(negativeFeeSats(transaction, spentSats)));
                details.add(sent.put("abandoned", false));
            }
            if (key.isPresent() && !change) {
                details.add(detail(output, i, receivedAs(transaction), output.valueSats())
                        .put("abandoned", false));
            }
        }
        return details;
    }

    private String receivedAs(Transaction transaction) {
        if (!transaction.isCoinbase()) {
            return "receive";
        }
        if (state.chain().blockOf(transaction.txid()).isEmpty()) {
            return "orphan";
        }
        return isMature(transaction) ? "generate" : "immature";
    }

    private static ObjectNode detail(TransactionOutput output, int index, String category, long amountSats) {
        ObjectNode json = Json.object();
        ScriptJson.address(output.script()).ifPresent(address -> json.put("address", address.toString()));
        json.put("category", category);
        json.set("amount", Json.amount(amountSats));
        return json.put("label", "").put("vout", index);
    }
}
