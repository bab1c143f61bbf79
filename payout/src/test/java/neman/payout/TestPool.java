package neman.payout;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.leader.Leadership;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.RoundCloser;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.WalletClient;
import neman.payout.desk.DeskSettings;
import neman.payout.query.PayoutQueries;
import neman.payout.settings.PayoutSettings;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;

/** A pool's payout side on a real database: rounds are closed by hand, the chain is a {@link FakeChain}. */
public final class TestPool implements AutoCloseable {
    /** Difficulty 1: each share of one unit of difficulty is a whole block's work. */
    private static final int NBITS = 0x1d00ffff;

    public static final PayoutAddress POOL = address(1);
    public static final PayoutAddress OTHERS = address(2);
    public static final PayoutAddress ALICE = address(3);
    public static final PayoutAddress BOB = address(4);

    public HikariDataSource database;
    public final FakeChain chain;
    public final FakeNode node;
    public PayoutQueries queries;
    public Instant now = Instant.parse("2026-01-01T00:00:00Z");
    public PayoutSettings settings =
            PayoutSettings.of(POOL, 100, 100_000, Duration.ofHours(1), 100, Duration.ofSeconds(1));

    private final NodeClient client;
    private final List<NodeClient> others = new ArrayList<>();
    private final PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
    private final RoundCloser closer = new RoundCloser(RewardPolicy.DEFAULT);
    private long sequence;
    private Leadership leadership;

    public TestPool() throws Exception {
        this(new FakeChain(OTHERS));
    }

    private TestPool(FakeChain chain) throws Exception {
        this(chain, new FakeNode(chain, POOL));
    }

    /** Other books on the same chain and the same wallet. */
    TestPool(FakeChain chain, FakeNode node) throws Exception {
        this.chain = chain;
        this.node = node;
        client = node.client();
        open(TestDatabase.migrated());
    }

    private void open(HikariDataSource opened) throws SQLException {
        database = opened;
        queries = new PayoutQueries(database);
        leadership = Leadership.tryAcquire(database, "payout", "test").orElseThrow();
    }

    /** A copy of PostgreSQL as it stands now, taken while nobody works on it; answers its name. */
    String backUp() throws Exception {
        String name = closeDatabase();
        String copy = TestDatabase.copyOf(name);
        open(TestDatabase.open(name));
        return copy;
    }

    /** The books are those of a backup again; chain and wallet are not. */
    void restore(String backup) throws Exception {
        closeDatabase();
        open(TestDatabase.open(backup));
    }

    private String closeDatabase() {
        String name = TestDatabase.nameOf(database);
        leadership.close();
        database.close();
        return name;
    }

    /** A different address for each number. */
    public static PayoutAddress address(int number) {
        byte[] program = new byte[20];
        program[0] = (byte) number;
        program[1] = (byte) (number >>> 8);
        return PayoutAddress.parse(
                Network.REGTEST,
                SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, program).toString());
    }

    /** A share of a whole block's work times {@code thousandths} / 1000. */
    public void share(PayoutAddress account, int thousandths) {
        share(account.toString(), thousandths);
    }

    /** @param account as somebody may have written his address */
    void share(String account, int thousandths) {
        window.add(++sequence, account, Difficulty.UNITS_PER_ONE * thousandths / 1000, NBITS);
    }

    /** A share of a ten-thousandth of a block's work. */
    void smallShare(PayoutAddress account) {
        window.add(++sequence, account.toString(), Difficulty.UNITS_PER_ONE / 10_000, NBITS);
    }

    /** A round as the accountant closes it. */
    public void closeRound(Hash256 block, int height) throws SQLException {
        FoundBlock found = new FoundBlock(
                block,
                height,
                ++sequence,
                ALICE.toString(),
                "rig",
                true,
                FakeChain.REWARD_SATS,
                List.of(),
                now.truncatedTo(ChronoUnit.MICROS));
        Transactions.run(database, transaction -> closer.close(transaction, found, window));
    }

    /** The pool finds a block and its round is closed. */
    public FakeChain.Block findBlock() throws SQLException {
        FakeChain.Block block = chain.mine(POOL);
        closeRound(block.hash(), block.height());
        return block;
    }

    /** As after a restart: a new service that knows nothing but the database. */
    public PayoutService service() {
        return service(database);
    }

    public PayoutService service(DataSource through) {
        List<NodeClient> nodes = new ArrayList<>(others);
        nodes.add(client);
        return new PayoutService(
                through, nodes, client, new WalletClient(client), settings, Network.REGTEST, () -> now, leadership);
    }

    /** One more configured node, in front of the one that pays. */
    void configure(FakeNode other) {
        others.add(other.client());
    }

    /** One that does some of an operator's work. */
    public PayoutService service(DeskSettings desk) {
        WalletClient wallet = new WalletClient(client);
        return new PayoutService(
                database, List.of(client), client, wallet, settings, desk, Network.REGTEST, () -> now, leadership);
    }

    /** The same books, on another node. */
    PayoutService serviceOn(NodeClient other, Network network) {
        return new PayoutService(database, other, new WalletClient(other), settings, network, () -> now, leadership);
    }

    public void tick() throws SQLException {
        try (PayoutService service = service()) {
            service.tick();
        }
    }

    /** Nobody is paid until {@link #payAll}. */
    void mineWithoutPaying(int blocks) {
        settings = PayoutSettings.of(POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
        chain.mineOthers(blocks);
    }

    void payAll() {
        settings = PayoutSettings.of(POOL, 100, 1_000, Duration.ofHours(1), 100, Duration.ofSeconds(1));
    }

    /** Gives the lead back and takes it as another user of the database. */
    void leadAs(DataSource user) throws SQLException {
        leadership.close();
        leadership = Leadership.tryAcquire(user, "payout", "test").orElseThrow();
    }

    /** Another process takes over. */
    public Leadership takeOver() throws SQLException {
        leadership.close();
        return Leadership.tryAcquire(database, "payout", "another").orElseThrow();
    }

    public Leadership leadership() {
        return leadership;
    }

    public void lead(Leadership other) {
        leadership = other;
    }

    public String single(String sql) throws SQLException {
        return TestDatabase.single(database, sql);
    }

    public void assertSound() throws SQLException {
        Books.assertSound(database);
    }

    @Override
    public void close() {
        leadership.close();
        client.close();
        others.forEach(NodeClient::close);
        node.close();
        database.close();
    }
}
