package neman.payout.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import neman.bitcoin.psbt.Psbt;
import neman.payout.FaultyDataSource;
import neman.payout.PayoutService;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.desk.DeskRequests.Answer;
import neman.payout.desk.DeskRequests.Kind;
import neman.payout.desk.DeskRequests.Word;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskDutiesTest {
    @TempDir
    private Path directory;

    private TestPool pool;
    private DeskSettings settings = DeskSettings.BY_HAND;

    /** The interval is a year, and a first payout was made: only a command starts the next. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.settings =
                PayoutSettings.of(TestPool.POOL, 100, 100_000, Duration.ofDays(365), 100, Duration.ofSeconds(1));
        tick();
        pool.share(TestPool.ALICE, 2000);
        pool.findBlock();
        pool.chain.mineOthers(100);
        tick();
        tick();
        pool.chain.mineOthers(6);
        tick();
        assertEquals(List.of(PayoutState.SETTLED), states());
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    private void tick() throws SQLException {
        try (PayoutService service = pool.service(settings)) {
            service.tick();
        }
    }

    private List<PayoutState> states() throws SQLException {
        return pool.queries.payouts(10, OptionalLong.empty()).items().stream()
                .map(PayoutView::state)
                .toList();
    }

    private LedgerTransactions operator() {
        return LedgerTransactions.ofOperator(pool.database, new OperatorCommand("alice", "run"), () -> pool.now);
    }

    private long ask(Kind kind) throws SQLException {
        return operator().run(transaction -> DeskRequests.ask(transaction, kind, "operator:alice", pool.now));
    }

    private Optional<Answer> answer(long request) throws SQLException {
        return operator().run(transaction -> DeskRequests.answerTo(transaction, request));
    }

    private boolean withdraw(long request) throws SQLException {
        return operator().run(transaction -> DeskRequests.withdraw(transaction, request, pool.now));
    }

    private Word word(long request) throws SQLException {
        return answer(request).orElseThrow().word();
    }

    private void earn() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        tick();
    }

    @Test
    void aPayoutIsStartedBeforeItsTimeOnce() throws SQLException {
        earn();
        tick();
        assertEquals(1, states().size(), "the interval is not over");
        long first = ask(Kind.RUN);
        long second = ask(Kind.RUN);
        assertEquals(Optional.empty(), answer(first));
        tick();
        assertEquals(
                new Answer(Word.STARTED, OptionalLong.of(2), ""), answer(first).orElseThrow());
        assertEquals(Word.NOBODY_TO_PAY, word(second));
        assertEquals(List.of(PayoutState.SEEN, PayoutState.SETTLED), states());
    }

    @Test
    void aRequestThatNobodyWaitsForAnyMoreIsNotCarriedOut() throws SQLException {
        earn();
        long old = ask(Kind.RUN);
        pool.now = pool.now.plus(DeskRequests.EXPIRES_AFTER).plusSeconds(1);
        long withdrawn = ask(Kind.RUN);
        assertTrue(withdraw(withdrawn));
        tick();
        assertEquals(Word.EXPIRED, word(old));
        assertEquals(1, states().size());
        assertFalse(withdraw(old));
    }

    @Test
    void nothingIsStartedBesideABatchThatWaitsForApproval() throws Exception {
        java.security.KeyPair key =
                java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        pool.settings = pool.settings.withApprovals(1, List.of(key.getPublic()));
        earn();
        long first = ask(Kind.RUN);
        tick();
        assertEquals(Word.STARTED, word(first));
        long second = ask(Kind.RUN);
        tick();
        assertEquals(Word.UNDER_WAY, word(second));
    }

    /** Batch 2 is approved, and the wallet has not its keys. */
    private Path batchForTheSigner() throws Exception {
        settings =
                new DeskSettings(Optional.empty(), false, Optional.of(directory.resolve("signer")), Optional.empty());
        pool.node.refuse("walletprocesspsbt", -4, "the keys are elsewhere");
        earn();
        ask(Kind.RUN);
        tick();
        tick();
        assertEquals(PayoutState.APPROVED, states().get(0));
        return directory.resolve("signer/payout-2-1.psbt");
    }

    @Test
    void anApprovedBatchIsLaidOutAndTakenBackSigned() throws Exception {
        byte[] psbt = Files.readAllBytes(batchForTheSigner());
        assertEquals(List.of("payout-2-1.psbt"), names());

        Path signed = directory.resolve("signer/payout-2-1-signed.psbt");
        Files.writeString(signed, "something else");
        tick();
        assertTrue(pool.queries.openAlarms().stream()
                .anyMatch(alarm -> alarm.code().equals("SIGNER_FILE_REFUSED")));
        assertEquals("t", pool.single("SELECT imported_psbt IS NULL FROM ledger.payout_batch WHERE id = 2"));

        Files.delete(signed);
        Files.writeString(signed, Psbt.parse(psbt).toBase64());
        pool.node.answerAgain();
        tick();
        assertTrue(pool.queries.openAlarms().stream()
                .noneMatch(alarm -> alarm.code().equals("SIGNER_FILE_REFUSED")));
        tick();
        assertEquals(PayoutState.SEEN, states().get(0));
    }

    /** Books that a backup has replaced had another batch with this number. */
    @Test
    void whatLiesThereForAnotherBatchIsReplaced() throws Exception {
        Path laid = Files.createDirectories(directory.resolve("signer")).resolve("payout-2-1.psbt");
        Files.writeString(laid, "another payout");
        assertEquals(laid, batchForTheSigner());
        Psbt exported = Psbt.parse(Files.readAllBytes(laid));
        assertEquals(pool.single("SELECT psbt FROM ledger.payout_batch WHERE id = 2"), exported.toBase64());
        assertEquals(List.of("payout-2-1.psbt"), names());
    }

    @Test
    void aSignedFileIsTakenThoughPostgresqlWasAwayWhenItCame() throws Exception {
        Path laid = batchForTheSigner();
        Files.copy(laid, directory.resolve("signer/payout-2-1-signed.psbt"));
        boolean failed = true;
        for (int point = 1; failed; point++) {
            TestDatabase.execute(pool.database, "UPDATE ledger.payout_batch SET imported_psbt = NULL");
            SignerDirectory signer = signerWhoseDatabaseFailsOnce(point);
            try {
                signer.exchange();
                failed = false;
            } catch (SQLException e) {
                signer.exchange();
            }
            assertEquals("t", pool.single("SELECT imported_psbt IS NOT NULL FROM ledger.payout_batch WHERE id = 2"));
        }
    }

    private SignerDirectory signerWhoseDatabaseFailsOnce(int point) {
        AtomicInteger passed = new AtomicInteger();
        FaultyDataSource database = new FaultyDataSource(pool.database, () -> {
            if (passed.incrementAndGet() == point) {
                throw new SQLException("the connection to the database broke", "08006");
            }
        });
        return new SignerDirectory(
                directory.resolve("signer"),
                new LedgerTransactions(database.proxy(), pool.leadership()),
                () -> pool.now);
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(directory.resolve("signer"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
