package neman.bitcoin.node;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.Transaction;

/**
 * The chain as one node has it. Thread-safe; every call blocks until the answer is there, so never on an event loop.
 *
 * <p>Calls throw {@link NodeException} where the node cannot be asked and {@link RpcErrorException} where it refuses.
 * Every call bears being repeated.
 */
public final class NodeClient implements AutoCloseable {
    /** Both rules are asked for always: a node refuses those who do not know a rule in force, and ignores unknown ones. */
    private static final List<String> TEMPLATE_RULES = List.of("segwit", "signet");

    /** Under a code that it has for everything else, too. */
    private static final String BCOIN_BLOCK_NOT_FOUND = "Block not found";

    private static final int LEAST_TRANSACTION_BYTES = 10;

    private final JsonRpc rpc;
    private final Duration timeout;

    /** @param timeout for each call, from its start to its whole answer */
    public NodeClient(NodeEndpoint endpoint, Duration timeout) {
        this.rpc = new JsonRpc(endpoint, timeout);
        this.timeout = timeout;
    }

    public NodeEndpoint endpoint() {
        return rpc.endpoint();
    }

    public ChainInfo chainInfo() throws NodeException {
        Answer answer = call("getblockchaininfo");
        return new ChainInfo(
                answer.text("chain"),
                answer.integer("blocks"),
                answer.integer("headers"),
                answer.hash("bestblockhash"),
                answer.longInteger("mediantime"),
                answer.bool("initialblockdownload", false));
    }

    public NetworkInfo networkInfo() throws NodeException {
        Answer answer = call("getnetworkinfo");
        return new NetworkInfo(answer.integer("version"), answer.text("subversion"), answer.integer("connections"));
    }

    /** A template of the current tip. */
    public BlockTemplate blockTemplate() throws NodeException {
        return template(timeout, Map.of("rules", TEMPLATE_RULES));
    }

    /**
     * Waits until the node has another template than the one of {@code longPollId}: at once after a new tip, and from
     * about a minute on when its mempool changed. Where nothing came within {@code patience}, the current template.
     */
    public BlockTemplate awaitTemplate(String longPollId, Duration patience) throws NodeException {
        try {
            return template(patience, Map.of("rules", TEMPLATE_RULES, "longpollid", longPollId));
        } catch (NodeTimeoutException e) {
            return blockTemplate();
        }
    }

    private BlockTemplate template(Duration patience, Map<String, Object> request) throws NodeException {
        return rpc.call(rpc.nodeUri(), patience, TemplateReader::read, "getblocktemplate", request)
                .orElseThrow(() -> new NodeException("the node at " + endpoint() + " answered without a template"));
    }

    /**
     * The script that blocks of this signet must satisfy (BIP325, {@code signet_challenge} of its templates); empty where
     * the chain is no signet.
     */
    public Optional<byte[]> signetChallenge() throws NodeException {
        return rpc.call(
                        rpc.nodeUri(),
                        timeout,
                        TemplateReader::readSignetChallenge,
                        "getblocktemplate",
                        Map.of("rules", TEMPLATE_RULES))
                .flatMap(challenge -> challenge);
    }

    /** What the node publishes over ZMQ; empty where it cannot say. */
    public Optional<List<ZmqPublication>> zmqPublications() throws NodeException {
        return known(RpcCode.METHOD_NOT_FOUND, () -> {
            List<ZmqPublication> publications = new ArrayList<>();
            for (Answer one : call("getzmqnotifications").elements()) {
                publications.add(new ZmqPublication(one.text("type").replaceFirst("^pub", ""), one.uri("address")));
            }
            return publications;
        });
    }

    /** The fees of all that waits in the mempool, satoshis; empty where the node does not sum them up. */
    public OptionalLong mempoolFeesSats() throws NodeException {
        Answer answer = call("getmempoolinfo");
        return answer.has("total_fee") ? OptionalLong.of(answer.sats("total_fee")) : OptionalLong.empty();
    }

    /** @param block the whole serialisation */
    public SubmitAnswer submitBlock(byte[] block) throws NodeException {
        String hex = HexFormat.of().formatHex(block);
        try {
            return rpc.call(rpc.nodeUri(), timeout, JsonParser::getText, "submitblock", hex)
                    .map(SubmitAnswer::ofReason)
                    .orElse(new SubmitAnswer(SubmitAnswer.Verdict.ACCEPTED, ""));
        } catch (RpcErrorException e) {
            if (e.code() == RpcCode.DESERIALIZATION_ERROR) {
                return new SubmitAnswer(SubmitAnswer.Verdict.REJECTED, e.nodeMessage());
            }
            throw e;
        }
    }

    /** The block of the active chain at this height; empty above the tip. */
    public Optional<Hash256> blockHash(int height) throws NodeException {
        return known(
                RpcCode.INVALID_PARAMETER, () -> call("getblockhash", height).asHash());
    }

    /** Empty where the node never saw this block. */
    public Optional<ChainHeader> header(Hash256 block) throws NodeException {
        return known(RpcCode.INVALID_ADDRESS_OR_KEY, () -> {
            Answer answer = call("getblockheader", block.toString());
            return new ChainHeader(
                    answer.hash("hash"),
                    answer.integer("height"),
                    answer.integer("confirmations"),
                    answer.optionalHash("previousblockhash"),
                    answer.compactTarget("bits"),
                    answer.longInteger("time"),
                    answer.longInteger("mediantime"),
                    answer.hexNumber("chainwork"));
        });
    }

    /** Empty where the node never saw this block; an error where it has only the header, or pruned the rest. */
    public Optional<ChainBlock> block(Hash256 block) throws NodeException {
        Optional<ChainHeader> header = header(block);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Transaction coinbase = coinbaseOf(block);
        return Optional.of(new ChainBlock(
                block,
                header.get().height(),
                header.get().confirmations(),
                coinbase.txid(),
                coinbase.outputs().stream()
                        .map(output -> new TransactionOutput(output.script(), output.valueSats()))
                        .toList()));
    }

    /** All transactions of a block, the coinbase first. Errors as {@link #block}, and where the node does not know it. */
    public List<Transaction> transactions(Hash256 block) throws NodeException {
        return read(block, reader -> {
            List<Transaction> transactions = new ArrayList<>();
            for (int left = reader.readCount(LEAST_TRANSACTION_BYTES); left > 0; left--) {
                transactions.add(Transaction.read(reader));
            }
            reader.expectEnd();
            return transactions;
        });
    }

    private Transaction coinbaseOf(Hash256 block) throws NodeException {
        return read(block, reader -> {
            reader.readCount(LEAST_TRANSACTION_BYTES);
            return Transaction.read(reader);
        });
    }

    /** @param transactions reads what follows the header */
    private <T> T read(Hash256 block, Function<ByteReader, T> transactions) throws NodeException {
        byte[] bytes = blockBytes(block);
        try {
            ByteReader reader = new ByteReader(bytes);
            reader.readBytes(BlockHeader.BYTES);
            return transactions.apply(reader);
        } catch (IllegalArgumentException e) {
            throw new NodeException("the transactions of block " + block + " cannot be read", e);
        }
    }

    /** The whole serialisation, whose header has been hashed again; an error where the node does not have it. */
    public byte[] blockBytes(Hash256 block) throws NodeException {
        byte[] bytes = rpc.call(rpc.nodeUri(), timeout, NodeClient::readHex, "getblock", block.toString(), 0)
                .orElseThrow(() -> new NodeException("the node at " + endpoint() + " answered without a block"));
        byte[] header = Arrays.copyOf(bytes, BlockHeader.BYTES);
        if (!BlockHeader.parse(header).hash().equals(block)) {
            throw new NodeException("the node at " + endpoint() + " answered another block than " + block);
        }
        return bytes;
    }

    private static byte[] readHex(JsonParser parser) throws IOException {
        int offset = parser.getTextOffset();
        return HexFormat.of().parseHex(parser.getTextCharacters(), offset, offset + parser.getTextLength());
    }

    /** A call that the node may refuse because it does not know the thing. */
    interface Lookup<T> {
        T call() throws NodeException;
    }

    static <T> Optional<T> known(int codeOfUnknown, Lookup<T> lookup) throws NodeException {
        try {
            return Optional.of(lookup.call());
        } catch (RpcErrorException e) {
            if (e.code() == codeOfUnknown || e.nodeMessage().equals(BCOIN_BLOCK_NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Answer call(String method, Object... parameters) throws NodeException {
        return rpc.call(rpc.nodeUri(), timeout, method, parameters);
    }

    JsonRpc rpc() {
        return rpc;
    }

    Duration timeout() {
        return timeout;
    }

    /** Ends the calls under way (they throw) and refuses later ones. */
    @Override
    public void close() {
        rpc.close();
    }
}
