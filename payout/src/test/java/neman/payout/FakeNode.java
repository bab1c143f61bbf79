package neman.payout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.payment.PaymentTransaction;

/** A node with a wallet over real HTTP: the calls that payouts make, on a {@link FakeChain}, with faults on demand. */
public final class FakeNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    static {
        // Else each answer waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final FakeChain chain;
    private final PayoutAddress walletAddress;
    private final HttpServer server;
    private final Map<Hash256, byte[]> walletTransactions = new ConcurrentHashMap<>();
    private final Set<OutPoint> locked = ConcurrentHashMap.newKeySet();
    private final Map<String, Refused> refusals = new ConcurrentHashMap<>();
    private final Set<String> answersToLose = ConcurrentHashMap.newKeySet();
    private final Map<String, Consumer<String>> watchers = new ConcurrentHashMap<>();
    private volatile Fate fate = new Fate(0);
    private volatile boolean payingOthers;
    private volatile boolean signingWithWrongKeys;

    /** An RPC error. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    public FakeNode(FakeChain chain, PayoutAddress walletAddress) throws IOException {
        this.chain = chain;
        this.walletAddress = walletAddress;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public NodeClient client() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new NodeClient(
                new NodeEndpoint(uri, new NodeAuthentication.Password("u", "p"), Optional.of("pool")),
                Duration.ofSeconds(10));
    }

    /** Every later call of this method is refused, until {@link #answerAgain}. */
    public void refuse(String method, int code, String message) {
        refusals.put(method, new Refused(code, message));
    }

    /** The process that calls may be killed before a call takes effect, or when its answer is on the way. */
    void serve(Fate processFate) {
        fate = processFate;
    }

    /** Looks on before each call of this method takes effect. */
    public void before(String method, Consumer<String> firstParameter) {
        watchers.put(method, firstParameter);
    }

    public void answerAgain() {
        refusals.clear();
        answersToLose.clear();
        payingOthers = false;
        signingWithWrongKeys = false;
    }

    /** The calls of this method take effect, and their answers never arrive. */
    public void loseAnswersOf(String method) {
        answersToLose.add(method);
    }

    /** The wallet signs a transaction that pays the change to somebody else. */
    public void stealTheChange() {
        payingOthers = true;
    }

    /** What is signed from now on has signatures that do not hold. */
    void signWithWrongKeys() {
        signingWithWrongKeys = true;
    }

    /** Somebody gives the wallet so many rewards of his; answers the transaction, whose only output that is. */
    Hash256 deposit(int rewards) {
        List<OutPoint> coins = chain.coins(true).entrySet().stream()
                .filter(coin -> coin.getValue().coinbase()
                        && !walletAddress.isPaidBy(coin.getValue().output().script()))
                .map(Map.Entry::getKey)
                .limit(rewards)
                .toList();
        TransactionOutput deposit = new TransactionOutput(walletAddress.script(), rewards * FakeChain.REWARD_SATS);
        PaymentTransaction unsigned = PaymentTransaction.decode(FakeTransactions.unsigned(coins, List.of(deposit)));
        chain.accept(FakeTransactions.signed(unsigned));
        return unsigned.txid();
    }

    /** The wallet does not choose this coin, until {@link #setFree}. */
    void setAside(OutPoint coin) {
        locked.add(coin);
    }

    void setFree(OutPoint coin) {
        locked.remove(coin);
    }

    public void spendOutside(OutPoint outPoint, long sats, PayoutAddress to) {
        byte[] unsigned =
                FakeTransactions.unsigned(List.of(outPoint), List.of(new TransactionOutput(to.script(), sats)));
        chain.accept(FakeTransactions.signed(PaymentTransaction.decode(unsigned)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String method = request.get("method").asText();
        if (fate.strikes()) {
            exchange.close();
            return;
        }
        Map<String, Object> answer = new HashMap<>();
        answer.put("id", request.get("id"));
        answer.put("result", null);
        answer.put("error", null);
        int status = 200;
        try {
            Optional.ofNullable(watchers.get(method))
                    .ifPresent(watcher ->
                            watcher.accept(request.get("params").get(0).asText()));
            if (refusals.containsKey(method)) {
                throw refusals.get(method);
            }
            answer.put("result", answer(method, request.get("params")));
        } catch (Refused e) {
            status = 500;
            answer.put("error", Map.of("code", e.code, "message", e.getMessage()));
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            throw e;
        }
        try (exchange) {
            if (fate.strikes() || answersToLose.contains(method)) {
                return;
            }
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Object answer(String method, JsonNode params) {
        return switch (method) {
            case "getblockchaininfo" -> chainInfo();
            case "getblockhash" -> blockAt(params.get(0).asInt()).hash().toString();
            case "getblockheader" -> header(params.get(0).asText());
            case "getblock" -> HEX.formatHex(block(params.get(0).asText()).bytes());
            case "walletcreatefundedpsbt" -> fund(params.get(1), params.get(3));
            case "walletprocesspsbt" -> Map.of("psbt", params.get(0).asText(), "complete", true);
            case "finalizepsbt" -> finalizePsbt(params.get(0).asText());
            case "listlockunspent" ->
                locked.stream()
                        .map(coin -> Map.of("txid", coin.txid().toString(), "vout", coin.index()))
                        .toList();
            case "lockunspent" -> lock(params.get(0).asBoolean(), params.get(1));
            case "gettxout" -> txOut(params);
            case "testmempoolaccept" ->
                List.of(testAccept(HEX.parseHex(params.get(0).get(0).asText())));
            case "sendrawtransaction" -> send(HEX.parseHex(params.get(0).asText()));
            case "listsinceblock" -> sentSince(params.get(0).asText());
            case "gettransaction" -> transaction(Hash256.parse(params.get(0).asText()));
            case "getbalances" -> balances();
            case "getaddressinfo" -> addressInfo(params.get(0).asText());
            default -> throw new Refused(-32601, "Method not found");
        };
    }

    private Map<String, Object> chainInfo() {
        FakeChain.Block tip = chain.tip();
        return Map.of(
                "chain",
                "regtest",
                "blocks",
                tip.height(),
                "headers",
                tip.height(),
                "bestblockhash",
                tip.hash().toString(),
                "mediantime",
                1,
                "initialblockdownload",
                false);
    }

    private FakeChain.Block blockAt(int height) {
        return chain.at(height).orElseThrow(() -> new Refused(-8, "Block height out of range"));
    }

    private FakeChain.Block block(String hash) {
        return chain.block(Hash256.parse(hash)).orElseThrow(() -> new Refused(-5, "Block not found"));
    }

    private Map<String, Object> header(String hash) {
        FakeChain.Block block = block(hash);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("hash", hash);
        header.put("height", block.height());
        header.put("confirmations", chain.isActive(block) ? chain.tipHeight() - block.height() + 1 : -1);
        header.put(
                "previousblockhash",
                BlockHeader.parse(block.header()).previousBlock().toString());
        header.put("time", block.height());
        header.put("mediantime", block.height());
        header.put("bits", "207fffff");
        header.put("chainwork", Integer.toHexString(2 * block.height() + 2));
        return header;
    }

    private Map<String, Object> fund(JsonNode outputs, JsonNode options) {
        List<TransactionOutput> payments = new ArrayList<>();
        outputs.forEach(output -> output.properties()
                .forEach(payment -> payments.add(new TransactionOutput(
                        PayoutAddress.parse(Network.REGTEST, payment.getKey()).script(),
                        Satoshis.ofBitcoins(new BigDecimal(payment.getValue().asText()))))));
        long wanted = payments.stream().mapToLong(TransactionOutput::sats).sum();
        List<OutPoint> inputs = new ArrayList<>();
        long in = 0;
        long fee = 0;
        Map<OutPoint, FakeChain.Coin> unspent = chain.coins(false);
        unspent.keySet().retainAll(chain.coins(true).keySet());
        for (Map.Entry<OutPoint, FakeChain.Coin> coin : unspent.entrySet()) {
            if (in < wanted + fee || inputs.isEmpty()) {
                if (isSpendable(coin.getKey(), coin.getValue())) {
                    inputs.add(coin.getKey());
                    in += coin.getValue().output().sats();
                }
                fee = options.get("fee_rate").asLong() * (11 + 68L * inputs.size() + 34L * (payments.size() + 1));
            }
        }
        if (in < wanted + fee) {
            throw new Refused(-4, "Insufficient funds");
        }
        payments.add(new TransactionOutput(walletAddress.script(), in - wanted - fee));
        String psbt = FakeTransactions.psbt(FakeTransactions.unsigned(inputs, payments));
        return Map.of("psbt", psbt, "fee", BigDecimal.valueOf(fee, 8), "changepos", payments.size() - 1);
    }

    private boolean isSpendable(OutPoint outPoint, FakeChain.Coin coin) {
        return walletAddress.isPaidBy(coin.output().script()) && chain.isMature(coin) && !locked.contains(outPoint);
    }

    private Map<String, Object> finalizePsbt(String psbt) {
        PaymentTransaction unsigned = PaymentTransaction.ofPsbt(psbt);
        if (payingOthers) {
            List<TransactionOutput> outputs = new ArrayList<>(unsigned.outputs());
            TransactionOutput change = outputs.remove(outputs.size() - 1);
            outputs.add(new TransactionOutput(outputs.get(0).script(), change.sats()));
            unsigned = PaymentTransaction.decode(FakeTransactions.unsigned(unsigned.inputs(), outputs));
        }
        return Map.of("complete", true, "hex", HEX.formatHex(FakeTransactions.signed(unsigned)));
    }

    private boolean lock(boolean unlock, JsonNode coins) {
        for (JsonNode coin : coins) {
            OutPoint outPoint = new OutPoint(
                    Hash256.parse(coin.get("txid").asText()), coin.get("vout").asInt());
            if (unlock) {
                locked.remove(outPoint);
            } else {
                locked.add(outPoint);
            }
        }
        return true;
    }

    private Map<String, Object> txOut(JsonNode params) {
        OutPoint outPoint = new OutPoint(
                Hash256.parse(params.get(0).asText()), params.get(1).asInt());
        FakeChain.Coin coin = chain.coins(params.get(2).asBoolean()).get(outPoint);
        if (coin == null) {
            return null;
        }
        return Map.of(
                "value", BigDecimal.valueOf(coin.output().sats(), 8),
                "confirmations", coin.height() < 0 ? 0 : chain.tipHeight() - coin.height() + 1,
                "coinbase", coin.coinbase(),
                "scriptPubKey", Map.of("hex", HEX.formatHex(coin.output().script())));
    }

    private Map<String, Object> testAccept(byte[] bytes) {
        PaymentTransaction transaction = PaymentTransaction.decode(bytes);
        if (chain.isWaiting(transaction.txid())) {
            return Map.of("allowed", false, "reject-reason", "txn-already-in-mempool");
        }
        if (signingWithWrongKeys) {
            return Map.of(
                    "allowed", false, "reject-reason", "mempool-script-verify-flag-failed (Signature is invalid)");
        }
        return chain.coins(true).keySet().containsAll(transaction.inputs())
                ? Map.of("allowed", true, "vsize", transaction.virtualBytes(), "fees", Map.of("base", BigDecimal.ZERO))
                : Map.of("allowed", false, "reject-reason", "missing-inputs");
    }

    private String send(byte[] bytes) {
        Hash256 txid = PaymentTransaction.decode(bytes).txid();
        boolean unspentOutput = chain.coins(false).keySet().stream()
                .anyMatch(outPoint -> outPoint.txid().equals(txid));
        if (unspentOutput) {
            throw new Refused(-27, "Transaction outputs already in utxo set");
        }
        if (!chain.accept(bytes)) {
            throw new Refused(-25, "bad-txns-inputs-missingorspent");
        }
        walletTransactions.put(txid, bytes);
        return txid.toString();
    }

    private Map<String, Object> sentSince(String hash) {
        List<Map<String, Object>> entries = new ArrayList<>();
        chain.spentBy(walletAddress, block(hash).height()).forEach((txid, sent) -> {
            walletTransactions.put(txid, sent.bytes());
            int confirmations = chain.confirming(txid)
                    .map(block -> chain.tipHeight() - block.height() + 1)
                    .orElse(0);
            entries.add(Map.of("category", "send", "txid", txid.toString(), "confirmations", confirmations));
        });
        return Map.of("transactions", entries);
    }

    private Map<String, Object> transaction(Hash256 txid) {
        byte[] bytes = Optional.ofNullable(walletTransactions.get(txid))
                .orElseThrow(() -> new Refused(-5, "Invalid or non-wallet transaction id"));
        Map<String, Object> answer = new LinkedHashMap<>();
        Optional<FakeChain.Block> block = chain.confirming(txid);
        answer.put(
                "confirmations",
                block.map(b -> chain.tipHeight() - b.height() + 1).orElse(0));
        block.ifPresent(b -> answer.put("blockhash", b.hash().toString()));
        answer.put("hex", HEX.formatHex(bytes));
        return answer;
    }

    private Map<String, Object> balances() {
        Map<Boolean, Long> mine = chain.coins(true).values().stream()
                .filter(coin -> walletAddress.isPaidBy(coin.output().script()))
                .collect(Collectors.partitioningBy(chain::isMature, Collectors.summingLong(coin -> coin.output()
                        .sats())));
        return Map.of(
                "mine",
                Map.of(
                        "trusted", BigDecimal.valueOf(mine.get(true), 8),
                        "untrusted_pending", BigDecimal.ZERO,
                        "immature", BigDecimal.valueOf(mine.get(false), 8)));
    }

    private Map<String, Object> addressInfo(String address) {
        return Map.of(
                "scriptPubKey", PayoutAddress.parse(Network.REGTEST, address).scriptHex(),
                "ismine", address.equals(walletAddress.toString()),
                "solvable", true);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
