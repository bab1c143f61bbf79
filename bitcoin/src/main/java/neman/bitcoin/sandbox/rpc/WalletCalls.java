package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.sandbox.chain.ScriptType;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.sandbox.wallet.Wallet;
import neman.bitcoin.sandbox.wallet.WalletCoin;
import neman.bitcoin.sandbox.wallet.WalletKey;

/** The wallet's addresses, coins and balances. */
final class WalletCalls {
    private static final int ANY_CONFIRMATIONS = 9_999_999;

    private final SandboxState state;

    WalletCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add("getnewaddress", parameters -> newAddress(), "label", "address_type")
                .add("getrawchangeaddress", parameters -> changeAddress(), "address_type")
                .add("getaddressinfo", this::addressInfo, "address")
                .add(
                        "listunspent",
                        this::listUnspent,
                        "minconf",
                        "maxconf",
                        "addresses",
                        "include_unsafe",
                        "query_options")
                .add("getbalances", parameters -> balances())
                .add("getwalletinfo", parameters -> walletInfo())
                .add("listwallets", parameters -> Json.texts(List.of(AllCalls.WALLET_NAME)));
    }

    private Wallet wallet() {
        return state.wallet();
    }

    private JsonNode newAddress() {
        return TextNode.valueOf(wallet().keys().next().address().toString());
    }

    private JsonNode changeAddress() {
        return TextNode.valueOf(wallet().keys().change().address().toString());
    }

    private JsonNode addressInfo(RpcParameters parameters) {
        PayoutAddress address = address(parameters.text("address"));
        Optional<WalletKey> key = wallet().keys().ofScript(address.script());
        ScriptType type = ScriptType.of(address.script());
        ObjectNode json = Json.object()
                .put("address", address.toString())
                .put("scriptPubKey", address.scriptHex())
                .put("ismine", key.isPresent())
                .put("solvable", key.isPresent());
        key.ifPresent(own -> json.put("desc", descriptor(own)));
        json.put("iswatchonly", false)
                .put("isscript", type == ScriptType.SCRIPT_HASH || type == ScriptType.WITNESS_SCRIPT_HASH)
                .put("iswitness", type.isWitness());
        if (type.isWitness()) {
            json.put("witness_version", type == ScriptType.TAPROOT ? 1 : 0)
                    .put("witness_program", address.scriptHex().substring(4));
        }
        key.ifPresent(own -> json.put("pubkey", own.publicKeyHex()));
        json.put("ischange", key.map(WalletKey::change).orElse(false));
        ArrayNode labels = json.putArray("labels");
        key.filter(own -> !own.change()).ifPresent(own -> labels.add(""));
        return json;
    }

    static PayoutAddress address(String text) {
        try {
            return PayoutAddress.parse(Network.SANDBOX, text);
        } catch (IllegalArgumentException e) {
            throw new RpcError(RpcError.INVALID_ADDRESS_OR_KEY, "Invalid Bitcoin address: " + text);
        }
    }

    static String descriptor(WalletKey key) {
        return Descriptor.withChecksum("wpkh(" + key.publicKeyHex() + ")");
    }

    private JsonNode listUnspent(RpcParameters parameters) {
        int least = parameters.optionalInteger("minconf").orElse(1);
        int most = parameters.optionalInteger("maxconf").orElse(ANY_CONFIRMATIONS);
        boolean immatureToo = parameters
                .object("query_options")
                .path("include_immature_coinbase")
                .asBoolean(false);
        Set<PayoutAddress> wanted = new HashSet<>();
        parameters
                .optional("addresses")
                .map(RpcParameters::array)
                .ifPresent(addresses -> addresses.forEach(element -> wanted.add(address(RpcParameters.text(element)))));
        ArrayNode json = Json.array();
        for (WalletCoin coin : wallet().coins()) {
            boolean listed = coin.confirmations() >= least
                    && coin.confirmations() <= most
                    && (wanted.isEmpty() || wanted.contains(coin.key().address()))
                    && (immatureToo || wallet().isMature(coin))
                    && !wallet().isLocked(coin.outPoint());
            if (listed) {
                json.add(coinJson(coin));
            }
        }
        return json;
    }

    private static ObjectNode coinJson(WalletCoin coin) {
        ObjectNode json = Json.object()
                .put("txid", coin.outPoint().txid().toString())
                .put("vout", coin.outPoint().index())
                .put("address", coin.key().address().toString());
        if (!coin.key().change()) {
            json.put("label", "");
        }
        json.put("scriptPubKey", Json.hex(coin.coin().output().script()));
        json.set("amount", Json.amount(coin.valueSats()));
        return json.put("confirmations", coin.confirmations())
                .put("spendable", true)
                .put("solvable", true)
                .put("desc", descriptor(coin.key()))
                .put("safe", true);
    }

    private JsonNode balances() {
        long trustedSats = 0;
        long pendingSats = 0;
        long immatureSats = 0;
        for (WalletCoin coin : wallet().coins()) {
            if (!wallet().isMature(coin)) {
                immatureSats += coin.valueSats();
            } else if (coin.confirmations() > 0 || coin.key().change()) {
                trustedSats += coin.valueSats();
            } else {
                pendingSats += coin.valueSats();
            }
        }
        ObjectNode json = Json.object();
        ObjectNode mine = json.putObject("mine");
        mine.set("trusted", Json.amount(trustedSats));
        mine.set("untrusted_pending", Json.amount(pendingSats));
        mine.set("immature", Json.amount(immatureSats));
        json.set("lastprocessedblock", lastProcessedBlock(state));
        return json;
    }

    static ObjectNode lastProcessedBlock(SandboxState state) {
        return Json.object()
                .put("hash", state.chain().tip().hash().toString())
                .put("height", state.chain().tip().height());
    }

    private JsonNode walletInfo() {
        ObjectNode json = Json.object()
                .put("walletname", AllCalls.WALLET_NAME)
                .put("walletversion", 169900)
                .put("format", "sandbox")
                .put("txcount", wallet().transactionCount())
                .put("private_keys_enabled", true)
                .put("avoid_reuse", false)
                .put("scanning", false)
                .put("descriptors", true)
                .put("external_signer", false)
                .put("blank", false);
        json.set("lastprocessedblock", lastProcessedBlock(state));
        return json;
    }
}
