package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.block.CompactSize;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our blocks against a full node that shares no code with Bitcoin Core or with us: bcoin, a JavaScript implementation, in
 * regtest. npm fetches it once into {@code target}; without npm or a registry the test is skipped and says so.
 */
class IndependentNodeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int NPM_SECONDS = 180;

    /** bcoin activates segwit on its regtest by version bits, in periods of 144 blocks. */
    private static final int SEGWIT_HEIGHT_AT_MOST = 600;

    private static final long COINBASE_SATS = 5_000_000_000L;
    private static final int MANY = 2_000;
    private static final long SPLIT_FEE_SATS = 500_000;
    private static final long FEE_SATS = 1_000;

    /** "Anyone may spend", as a pay-to-witness-script-hash output: the spend needs a witness and no signature. */
    private static final byte[] OP_TRUE = {0x51};

    private static final byte[] WITNESS_SCRIPT = witnessScript();

    @TempDir
    static Path directory;

    private static NodeProcess process;
    private static NodeClient node;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = install();
        if (program.isEmpty()) {
            System.err.println("SKIPPED: IndependentNodeIT needs npm and, once, its registry");
        }
        Assumptions.assumeTrue(program.isPresent(), "bcoin could not be installed by npm");
        int port = NodeProcess.freePort();
        List<String> command = List.of(
                "node",
                program.get().toString(),
                "--network=regtest",
                "--memory=true",
                "--no-wallet",
                "--listen=false",
                "--no-dns",
                "--prefix=" + directory,
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--api-key=secret");
        process = NodeProcess.start(command, Map.of("NODE_BACKEND", "js"), directory);
        NodeAuthentication password = new NodeAuthentication.Password("x", "secret");
        node = new NodeClient(
                new NodeEndpoint(URI.create("http://127.0.0.1:" + port), password, Optional.empty()), TIMEOUT);
        assertEquals("regtest", process.awaitAnswer(node).chain());
    }

    /** The node's program, or empty where npm cannot provide it. */
    private static Optional<Path> install() throws IOException, InterruptedException {
        Path source = Path.of("src", "test", "node");
        Path target = Files.createDirectories(Path.of("target", "node")).toAbsolutePath();
        Path installed = target.resolve("installed-lock.json");
        Path lock = source.resolve("package-lock.json");
        if (!Files.exists(installed) || Files.mismatch(installed, lock) != -1) {
            for (String name : List.of("package.json", "package-lock.json")) {
                Files.copy(source.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!npmInstalls(target)) {
                return Optional.empty();
            }
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return Optional.of(target.resolve(Path.of("node_modules", "bcoin", "bin", "node")));
    }

    private static boolean npmInstalls(Path target) throws InterruptedException {
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(target.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(target.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
                npm.destroyForcibly();
                return false;
            }
            return npm.exitValue() == 0;
        } catch (IOException npmIsMissing) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            node.close();
            process.close();
        }
    }

    @Test
    void ourBlocksAreAcceptedBeforeAndAfterSegwitWithNoneOneAndTwoThousandTransactions() throws IOException {
        List<SolvedBlock> chain = mineUntilSegwit();
        assertTrue(chain.size() > 200, "the coinbases to spend are mature");
        mineAndSubmit(node.blockTemplate()); // the first under segwit: the mempool takes witnesses only above it

        Hash256 split = broadcast(spend(chain.get(0).coinbaseTxid(), 0, COINBASE_SATS, MANY, SPLIT_FEE_SATS));
        awaitMempool(1);
        BlockTemplate one = node.blockTemplate();
        assertEquals(List.of(split), txids(one));
        assertEquals(SPLIT_FEE_SATS, one.transactions().get(0).feeSats());
        mineAndSubmit(one);

        Set<Hash256> spends = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            spends.add(broadcast(spend(split, i, (COINBASE_SATS - SPLIT_FEE_SATS) / MANY, 1, FEE_SATS)));
        }
        awaitMempool(spends.size());
        BlockTemplate template = node.blockTemplate();
        assertEquals(spends, Set.copyOf(txids(template)));
        assertTrue(template.transactions().stream().allMatch(transaction -> transaction.feeSats() == FEE_SATS));
        SolvedBlock block = mineAndSubmit(template);
        assertEquals(block.hash(), node.chainInfo().bestBlock());

        ChainBlock read = node.block(block.hash()).orElseThrow();
        assertEquals(block.coinbaseTxid(), read.coinbaseTxid());
        assertEquals(template.height(), read.height());
        assertArrayEquals(WITNESS_SCRIPT, read.coinbaseOutputs().get(0).script());
        assertEquals(template.coinbaseValueSats(), read.coinbaseOutputs().get(0).sats());
    }

    @Test
    void aBlockThatPaysItselfTooMuchIsRefused() throws NodeException {
        BlockTemplate template = node.blockTemplate();
        SolvedBlock greedy = SolvedBlock.mine(template, WITNESS_SCRIPT, 0, template.coinbaseValueSats() + 1);
        SubmitAnswer answer = node.submitBlock(greedy.bytes());
        assertEquals(SubmitAnswer.Verdict.REJECTED, answer.verdict());
        assertFalse(answer.reason().isEmpty());
    }

    private static List<SolvedBlock> mineUntilSegwit() throws NodeException {
        List<SolvedBlock> chain = new ArrayList<>();
        BlockTemplate template = node.blockTemplate();
        while (template.witnessCommitmentScript().isEmpty()) {
            assertTrue(template.height() < SEGWIT_HEIGHT_AT_MOST, "segwit is active by now");
            SolvedBlock block = mineAndSubmit(template);
            chain.add(block);
            template = node.blockTemplate();
            assertEquals(block.hash(), template.previousBlock());
        }
        return chain;
    }

    private static SolvedBlock mineAndSubmit(BlockTemplate template) throws NodeException {
        SolvedBlock block = SolvedBlock.mine(template, WITNESS_SCRIPT, 0);
        assertEquals(
                SubmitAnswer.Verdict.ACCEPTED, node.submitBlock(block.bytes()).verdict());
        return block;
    }

    private static void awaitMempool(int transactions) throws IOException {
        Await.present("transactions in the mempool", TIMEOUT, () -> Optional.of(node.rpc()
                        .call(node.rpc().nodeUri(), TIMEOUT, "getrawmempool")
                        .elements())
                .filter(mempool -> mempool.size() == transactions));
    }

    private static List<Hash256> txids(BlockTemplate template) {
        return template.transactions().stream().map(TemplateTransaction::txid).toList();
    }

    private static Hash256 broadcast(byte[] transaction) throws NodeException {
        String hex = HexFormat.of().formatHex(transaction);
        String txid = node.rpc()
                .call(node.rpc().nodeUri(), TIMEOUT, JsonParser::getText, "sendrawtransaction", hex)
                .orElseThrow();
        return Hash256.parse(txid);
    }

    /** Spends an output that anyone may spend to equal ones of the same kind (BIP144's serialisation). */
    private static byte[] spend(Hash256 txid, int index, long sats, int outputs, long feeSats) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {2, 0, 0, 0, /* marker and flag */ 0, 1, /* inputs */ 1});
        bytes.writeBytes(txid.toHeaderOrder());
        byte[] number = new byte[8];
        LittleEndian.writeInt(number, 0, index);
        bytes.write(number, 0, Integer.BYTES);
        bytes.writeBytes(new byte[] {
            /* no scriptSig */
            0, -1, -1, -1, -1
        });
        CompactSize.write(bytes, outputs);
        LittleEndian.writeLong(number, 0, (sats - feeSats) / outputs);
        for (int i = 0; i < outputs; i++) {
            bytes.writeBytes(number);
            CompactSize.write(bytes, WITNESS_SCRIPT.length);
            bytes.writeBytes(WITNESS_SCRIPT);
        }
        bytes.writeBytes(new byte[] {
            /* witness items */
            1, (byte) OP_TRUE.length, OP_TRUE[0], /* lock time */ 0, 0, 0, 0
        });
        return bytes.toByteArray();
    }

    private static byte[] witnessScript() {
        byte[] script = new byte[2 + Sha256.HASH_BYTES];
        script[1] = Sha256.HASH_BYTES;
        System.arraycopy(Sha256.hash(OP_TRUE), 0, script, 2, Sha256.HASH_BYTES);
        return script;
    }
}
