package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import neman.bitcoin.Target;
import neman.bitcoin.sandbox.chain.Block;
import neman.bitcoin.sandbox.chain.Chain;
import neman.bitcoin.sandbox.chain.ChainEntry;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;

/** Blocks and headers as {@code getblock} and {@code getblockheader} show them. */
final class BlockJson {
    private BlockJson() {}

    static ObjectNode header(Chain chain, ChainEntry entry) {
        Target target = Target.ofCompact(entry.header().nbits());
        ObjectNode json = Json.object()
                .put("hash", entry.hash().toString())
                .put("confirmations", chain.confirmations(entry))
                .put("height", entry.height())
                .put("version", entry.header().version())
                .put("versionHex", String.format("%08x", entry.header().version()))
                .put("merkleroot", entry.header().merkleRoot().toString())
                .put("time", entry.timeSeconds())
                .put("mediantime", entry.medianTimePast())
                .put("nonce", Integer.toUnsignedLong(entry.header().nonce()))
                .put("bits", String.format("%08x", entry.header().nbits()))
                .put("target", target.toString());
        json.put("difficulty", difficulty(target));
        json.put("chainwork", String.format("%064x", entry.chainWork())).put("nTx", entry.transactionCount());
        if (!entry.isGenesis()) {
            json.put("previousblockhash", entry.parent().hash().toString());
        }
        if (chain.isActive(entry)) {
            chain.atHeight(entry.height() + 1)
                    .ifPresent(next -> json.put("nextblockhash", next.hash().toString()));
        }
        return json;
    }

    /** For display only, as Bitcoin Core has it: a floating-point number. */
    static double difficulty(Target target) {
        return new BigDecimal(Target.DIFFICULTY_1.value())
                .divide(new BigDecimal(target.value()), MathContext.DECIMAL64)
                .doubleValue();
    }

    static ObjectNode block(Chain chain, ChainEntry entry, boolean wholeTransactions) {
        Block block = entry.block();
        ObjectNode json = header(chain, entry)
                .put("strippedsize", block.sizeWithoutWitness())
                .put("size", block.size())
                .put("weight", block.weight());
        json.set("coinbase_tx", coinbase(block.coinbase()));
        ArrayNode transactions = json.putArray("tx");
        for (Transaction transaction : block.transactions()) {
            if (wholeTransactions) {
                transactions.add(TransactionJson.withHex(transaction));
            } else {
                transactions.add(transaction.txid().toString());
            }
        }
        return json;
    }

    private static ObjectNode coinbase(Transaction coinbase) {
        TransactionInput input = coinbase.inputs().get(0);
        ObjectNode json = Json.object()
                .put("version", Integer.toUnsignedLong(coinbase.version()))
                .put("locktime", Integer.toUnsignedLong(coinbase.lockTime()))
                .put("sequence", Integer.toUnsignedLong(input.sequence()))
                .put("coinbase", Json.hex(input.scriptSig()));
        input.witness().stream().findFirst().ifPresent(reserved -> json.put("witness", Json.hex(reserved)));
        return json;
    }
}
