package neman.bitcoin.node;

import com.fasterxml.jackson.core.JsonParser;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;

/**
 * The wallet that pays, held by one node. Thread-safe; every call blocks until the answer is there.
 *
 * <p>There is deliberately no call that chooses, signs and broadcasts in one step: the answer of such a call can be lost.
 * Calls throw {@link NodeException} where the node cannot be asked and {@link RpcErrorException} where it refuses.
 */
public final class WalletClient {
    private static final String OUTPUT_TYPE = "bech32";

    private final NodeClient node;
    private final JsonRpc rpc;
    private final URI uri;

    /** @throws IllegalArgumentException where the endpoint names no wallet */
    public WalletClient(NodeClient node) {
        this.node = node;
        this.rpc = node.rpc();
        this.uri = rpc.walletUri(node.endpoint()
                .wallet()
                .orElseThrow(() -> new IllegalArgumentException("no wallet is named for the node " + node.endpoint())));
    }

    /** A fresh segwit address of the wallet. */
    public PayoutAddress newAddress() throws NodeException {
        String chain = node.chainInfo().chain();
        Network network = Network.ofChainName(chain)
                .orElseThrow(() -> new NodeException("the node " + node.endpoint() + " is on the chain " + chain));
        String address = call("getnewaddress", "", OUTPUT_TYPE).asText();
        return PayoutAddress.parse(network, address);
    }

    public WalletInfo info() throws NodeException {
        Answer answer = call("getwalletinfo");
        return new WalletInfo(
                answer.bool("private_keys_enabled"),
                answer.has("unlocked_until") && answer.longInteger("unlocked_until") == 0,
                answer.has("scanning")
                        && answer.bool("scanning", true)); // false, or an object that tells how far it is
    }

    public WalletBalances balances() throws NodeException {
        Answer mine = call("getbalances").object("mine");
        return new WalletBalances(mine.sats("trusted"), mine.sats("untrusted_pending"), mine.sats("immature"));
    }

    public AddressInfo addressInfo(PayoutAddress address) throws NodeException {
        Answer answer = call("getaddressinfo", address.toString());
        return new AddressInfo(answer.bytes("scriptPubKey"), answer.bool("ismine"), answer.bool("solvable", false));
    }

    /** Coins with at least so many confirmations; locked ones and immature coinbases are left out. */
    public List<Unspent> listUnspent(int minimumConfirmations) throws NodeException {
        List<Unspent> coins = new ArrayList<>();
        for (Answer coin : call("listunspent", minimumConfirmations).elements()) {
            coins.add(new Unspent(
                    new OutPoint(coin.hash("txid"), coin.integer("vout")),
                    coin.optionalText("address"),
                    coin.bytes("scriptPubKey"),
                    coin.sats("amount"),
                    coin.integer("confirmations"),
                    coin.bool("spendable")));
        }
        return List.copyOf(coins);
    }

    /**
     * Chooses inputs for these outputs, without signing. The change, if any, is the last output.
     *
     * @param outputs one per script: the node refuses an address that comes twice
     */
    public FundedPsbt createFundedPsbt(List<PaymentOutput> outputs, FundingOptions options) throws NodeException {
        List<Map<String, BigDecimal>> amounts = outputs.stream()
                .map(output -> Map.of(output.address().toString(), BigDecimal.valueOf(output.sats(), 8)))
                .toList();
        Answer answer =
                call("walletcreatefundedpsbt", List.of(), amounts, 0, fundingOptions(options, outputs.size()), true);
        int change = answer.integer("changepos");
        return new FundedPsbt(
                answer.text("psbt"), answer.sats("fee"), change < 0 ? OptionalInt.empty() : OptionalInt.of(change));
    }

    private static Map<String, Object> fundingOptions(FundingOptions options, int outputs) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("include_unsafe", false);
        members.put("minconf", options.minimumConfirmations());
        members.put("change_type", OUTPUT_TYPE);
        members.put("changePosition", outputs);
        members.put("lockUnspents", options.lockInputs());
        members.put("replaceable", true);
        options.confirmationTargetBlocks().ifPresent(blocks -> members.put("conf_target", blocks));
        options.feeRateSatPerVb().ifPresent(rate -> members.put("fee_rate", rate));
        return members;
    }

    /** Signs what the wallet can sign. */
    public ProcessedPsbt processPsbt(String psbt) throws NodeException {
        Answer answer = call("walletprocesspsbt", psbt);
        return new ProcessedPsbt(answer.text("psbt"), answer.bool("complete"));
    }

    public FinalizedPsbt finalizePsbt(String psbt) throws NodeException {
        Answer answer = call("finalizepsbt", psbt);
        return new FinalizedPsbt(answer.bool("complete"), answer.optionalBytes("hex"));
    }

    /**
     * Keeps the wallet from choosing these coins.
     *
     * @param persistent also after a restart of the node; then a coin that is locked already is no error
     */
    public void lockUnspent(List<OutPoint> coins, boolean persistent) throws NodeException {
        call("lockunspent", false, references(coins), persistent);
    }

    /** Frees these coins. One that is not locked, or spent by now, is passed over. */
    public void unlockUnspent(List<OutPoint> coins) throws NodeException {
        for (OutPoint coin : coins) {
            NodeClient.known(RpcCode.INVALID_PARAMETER, () -> call("lockunspent", true, references(List.of(coin))));
        }
    }

    public List<OutPoint> lockedOutPoints() throws NodeException {
        List<OutPoint> locked = new ArrayList<>();
        for (Answer coin : call("listlockunspent").elements()) {
            locked.add(new OutPoint(coin.hash("txid"), coin.integer("vout")));
        }
        return List.copyOf(locked);
    }

    private static List<Map<String, Object>> references(List<OutPoint> coins) {
        return coins.stream()
                .map(coin -> Map.<String, Object>of("txid", coin.txid().toString(), "vout", coin.index()))
                .toList();
    }

    /** @param transaction the whole serialisation, with witness */
    public MempoolAcceptance testMempoolAccept(byte[] transaction) throws NodeException {
        Answer answer =
                call("testmempoolaccept", List.of(hex(transaction))).elements().get(0);
        if (!answer.bool("allowed")) {
            return new MempoolAcceptance(
                    false, answer.optionalText("reject-reason").orElse("no reason given"), 0, 0);
        }
        return new MempoolAcceptance(
                true, "", answer.longInteger("vsize"), answer.object("fees").sats("base"));
    }

    /** Hands a signed transaction to the network. Repeating it is safe and wanted. */
    public BroadcastAnswer sendRawTransaction(byte[] transaction) throws NodeException {
        try {
            call("sendrawtransaction", hex(transaction));
            return new BroadcastAnswer(BroadcastAnswer.Verdict.ACCEPTED, "");
        } catch (RpcErrorException e) {
            return switch (e.code()) {
                case RpcCode.VERIFY_ERROR,
                        RpcCode.VERIFY_REJECTED,
                        RpcCode.VERIFY_ALREADY_IN_UTXO_SET,
                        RpcCode.DESERIALIZATION_ERROR -> BroadcastAnswer.ofError(e.code(), e.nodeMessage());
                default -> throw e;
            };
        }
    }

    /** A transaction that the wallet sent or received; empty where it knows none with this id. */
    public Optional<WalletTransaction> transaction(Hash256 txid) throws NodeException {
        return NodeClient.known(RpcCode.INVALID_ADDRESS_OR_KEY, () -> {
            Answer answer = call("gettransaction", txid.toString());
            return new WalletTransaction(
                    txid, answer.integer("confirmations"), answer.optionalHash("blockhash"), answer.bytes("hex"));
        });
    }

    /**
     * Transactions by which the wallet paid anybody since a block: those in later blocks and those in none yet. What another
     * transaction in a block made impossible is left out.
     *
     * @param block known to the node
     */
    public Set<Hash256> sentSince(Hash256 block) throws NodeException {
        Set<Hash256> sent = new LinkedHashSet<>();
        for (Answer entry :
                call("listsinceblock", block.toString()).list("transactions").elements()) {
            if (entry.text("category").equals("send") && entry.integer("confirmations") >= 0) {
                sent.add(entry.hash("txid"));
            }
        }
        return sent;
    }

    /** Empty where the output does not exist or is spent (with {@code includeMempool}, also by an unconfirmed one). */
    public Optional<TxOut> txOut(OutPoint outPoint, boolean includeMempool) throws NodeException {
        Optional<Answer> answer = rpc.call(
                uri,
                node.timeout(),
                (JsonParser parser) -> new Answer("gettxout", parser.readValueAsTree()),
                "gettxout",
                outPoint.txid().toString(),
                outPoint.index(),
                includeMempool);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Answer output = answer.get();
        return Optional.of(new TxOut(
                output.object("scriptPubKey").bytes("hex"),
                output.sats("value"),
                output.integer("confirmations"),
                output.bool("coinbase")));
    }

    private Answer call(String method, Object... parameters) throws NodeException {
        return rpc.call(uri, node.timeout(), method, parameters);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
