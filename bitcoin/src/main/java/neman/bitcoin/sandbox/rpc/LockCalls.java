package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.sandbox.wallet.Wallet;
import neman.bitcoin.sandbox.wallet.WalletTransaction;

/** Coins that the wallet must not choose. */
final class LockCalls {
    private final SandboxState state;

    LockCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("lockunspent", this::lock, "unlock", "transactions", "persistent")
                .add("listlockunspent", parameters -> locked());
    }

    private Wallet wallet() {
        return state.wallet();
    }

    /** All or none: every coin is checked first. */
    private JsonNode lock(RpcParameters parameters) {
        boolean unlock = RpcParameters.bool(parameters.required("unlock"));
        boolean persistent = parameters.bool("persistent", false);
        if (parameters.optional("transactions").isEmpty()) {
            if (unlock) {
                wallet().lockedCoins().forEach(state::unlockCoin);
            }
            return BooleanNode.TRUE;
        }
        List<OutPoint> coins = new ArrayList<>();
        parameters.array("transactions").forEach(element -> coins.add(outPoint(element)));
        coins.forEach(coin -> check(coin, unlock, persistent));
        for (OutPoint coin : coins) {
            if (unlock) {
                state.unlockCoin(coin);
            } else {
                state.lockCoin(coin, persistent);
            }
        }
        return BooleanNode.TRUE;
    }

    private void check(OutPoint coin, boolean unlock, boolean persistent) {
        WalletTransaction creator = wallet().transaction(coin.txid()).orElseThrow(() -> refused("unknown transaction"));
        if (coin.index() >= creator.transaction().outputs().size()) {
            throw refused("vout index out of bounds");
        }
        if (wallet().coin(coin).isEmpty()) {
            throw refused("expected unspent output");
        }
        boolean locked = wallet().isLocked(coin);
        if (unlock && !locked) {
            throw refused("expected locked output");
        }
        if (!unlock && locked && !persistent) {
            throw refused("output already locked");
        }
    }

    private static RpcError refused(String what) {
        return new RpcError(RpcError.INVALID_PARAMETER, "Invalid parameter, " + what);
    }

    static OutPoint outPoint(JsonNode json) {
        int index = RpcParameters.integer(json.path("vout"));
        if (index < 0) {
            throw refused("vout cannot be negative");
        }
        return new OutPoint(RpcParameters.hash("txid", RpcParameters.text(json.path("txid"))), index);
    }

    private JsonNode locked() {
        ArrayNode json = Json.array();
        wallet().lockedCoins()
                .forEach(coin ->
                        json.addObject().put("txid", coin.txid().toString()).put("vout", coin.index()));
        return json;
    }
}
