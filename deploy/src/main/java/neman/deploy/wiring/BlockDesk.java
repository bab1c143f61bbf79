package neman.deploy.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.SubmitAnswer;
import neman.bitcoin.sandbox.SandboxNode;
import neman.deploy.config.PoolConfiguration;
import neman.stratum.block.BlockArchive;
import neman.stratum.block.FoundBlock;

/** An operator's hand on the blocks of one instance: looks at their records, and sends one to the nodes. */
public final class BlockDesk {
    /** A node checks a full block in a few seconds. */
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(60);

    private final PoolConfiguration configuration;
    private final BlockArchive archive;

    /**
     * What one node said.
     *
     * @param has whether it has the block now, in its best chain or beside it
     */
    public record Answer(String node, boolean has, String text) {}

    public BlockDesk(PoolConfiguration configuration) {
        this.configuration = configuration;
        this.archive = new BlockArchive(configuration.dataDirectory().resolve("blocks"));
    }

    /** Highest first. */
    public List<FoundBlock> list() throws PoolException {
        try {
            return archive.list();
        } catch (IOException e) {
            throw new PoolException("the records of blocks cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where the block itself is. */
    public Path file(FoundBlock block) {
        return archive.file(block);
    }

    /**
     * @param text a height, or a hash or its first or last digits; leading zeros may be left out
     * @throws PoolException where none or several are meant
     */
    public FoundBlock find(String text) throws PoolException {
        List<FoundBlock> found =
                list().stream().filter(block -> isMeant(block, text)).toList();
        if (found.isEmpty()) {
            throw new PoolException("no block " + text + " in " + configuration.dataDirectory() + "; see block list");
        }
        if (found.size() > 1) {
            throw new PoolException(found.size() + " blocks are " + text + "; name one by its hash: "
                    + String.join(
                            ", ",
                            found.stream().map(block -> block.hash().toString()).toList()));
        }
        return found.get(0);
    }

    private static boolean isMeant(FoundBlock block, String text) {
        String hash = block.hash().toString();
        String digits = text.toLowerCase(Locale.ROOT);
        if (text.matches("[0-9]{1,9}")) {
            return block.height() == Integer.parseInt(text);
        }
        return hash.startsWith(digits)
                || hash.endsWith(digits)
                || hash.replaceFirst("^0+", "").startsWith(digits);
    }

    /** The bytes of a file as the pool writes it. */
    public static byte[] read(Path file) throws PoolException {
        if (!Files.isRegularFile(file)) {
            throw new PoolException("there is no file " + file);
        }
        try {
            return BlockArchive.readHex(file);
        } catch (IOException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    /** Sends the block to every node at once; answers in the order of the configuration. */
    public List<Answer> submit(byte[] block) throws PoolException {
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (NodeEndpoint node : nodes()) {
            asked.add(CompletableFuture.supplyAsync(() -> submit(node, block), work -> new Thread(work).start()));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private List<NodeEndpoint> nodes() throws PoolException {
        if (!configuration.nodes().isEmpty()) {
            return configuration.nodes();
        }
        try {
            return List.of(SandboxNode.runningIn(configuration.dataDirectory().resolve("sandbox"))
                    .orElseThrow(() -> new PoolException(
                            "no node to send it to: the configuration names none, and no sandbox chain runs in "
                                    + configuration.dataDirectory())));
        } catch (IOException e) {
            throw new PoolException("the sandbox chain cannot be found: " + e.getMessage(), e);
        }
    }

    private static Answer submit(NodeEndpoint endpoint, byte[] block) {
        String name = endpoint.toString();
        try (NodeClient node = new NodeClient(endpoint, NODE_TIMEOUT)) {
            SubmitAnswer answer = node.submitBlock(block);
            Optional<ChainHeader> header = node.header(BlockArchive.hashOf(block));
            boolean rejected = answer.verdict() == SubmitAnswer.Verdict.REJECTED;
            return new Answer(name, header.isPresent() && !rejected, words(answer) + ", " + place(header));
        } catch (NodeException e) {
            return new Answer(name, false, e.getMessage());
        }
    }

    private static String words(SubmitAnswer answer) {
        String verdict = answer.verdict().name().toLowerCase(Locale.ROOT);
        return answer.reason().isEmpty() || answer.reason().equals(verdict)
                ? verdict
                : verdict + " (" + answer.reason() + ")";
    }

    private static String place(Optional<ChainHeader> header) {
        if (header.isEmpty()) {
            return "not known to it";
        }
        ChainHeader known = header.get();
        return known.isInActiveChain()
                ? "in its best chain at height " + known.height() + " with " + known.confirmations() + " confirmations"
                : "not in its best chain";
    }

    /** Of a file's block. */
    public static Hash256 hashOf(byte[] block) {
        return BlockArchive.hashOf(block);
    }
}
