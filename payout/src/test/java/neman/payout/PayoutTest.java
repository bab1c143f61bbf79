package neman.payout;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.psbt.Psbt;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.FeeBump;
import neman.payout.payment.OfflineSigner;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.PayoutOperations.Refusal;
import neman.payout.payment.PayoutState;
import neman.payout.payment.Reconciliation;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayoutTest {
    private static final long HALF = (FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100) / 2;
    private static final String ALICE = TestPool.ALICE.toString();

    private TestPool pool;
    private FakeChain.Block block;

    /** One block of the pool is 100 deep: at the next tick it matures, and Alice and Bob can be paid. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.share(TestPool.BOB, 1000);
        block = pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @Test
    void minersArePaidAndTheBooksSayWhenItIsSettled() throws SQLException {
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(2 * HALF, payout().totalSats());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).inPayoutSats());
        assertEquals(2 * HALF + payout().feeSats(), pool.queries.totals().payoutInFlightSats());

        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(PayoutState.CONFIRMED, payout().state());
        assertEquals(1, payout().confirmations());
        assertEquals(0, pool.queries.minerBalance(ALICE).paidSats());

        pool.chain.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS - 1);
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).paidSats());
        assertEquals(0, pool.queries.totals().payoutInFlightSats());
        assertEquals(payout().feeSats(), pool.queries.totals().networkFeeSats());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
        assertEquals(
                FakeChain.REWARD_SATS - 2 * HALF - payout().feeSats(),
                pool.queries.totals().hotSats());
        assertEquals(
                1,
                pool.queries
                        .minerPayouts(ALICE, 10, OptionalLong.empty())
                        .items()
                        .size());
    }

    @Test
    void aLostAnswerToTheBroadcastIsFollowedByTheSameBytes() throws SQLException {
        pool.node.loseAnswersOf("sendrawtransaction");
        pool.tick();
        assertEquals(PayoutState.SIGNED, payout().state());
        Hash256 txid = payout().txid().orElseThrow();
        assertTrue(pool.chain.isWaiting(txid));
        pool.chain.mineOthers(1);
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.CONFIRMED, payout().state());
        assertEquals(Optional.of(txid), payout().txid());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
    }

    @Test
    void whatTheMempoolForgotIsSentAgain() throws SQLException {
        pool.tick();
        pool.chain.forgetMempool();
        assertEquals(0, pool.chain.paidSats(TestPool.ALICE));
        pool.tick();
        assertTrue(pool.chain.isWaiting(payout().txid().orElseThrow()));
    }

    /** His output is gone before it is in a block; the payment is not. */
    @Test
    void aMinerWhoSpendsAtOnceDoesNotHideHisPayment() throws Exception {
        pool.tick();
        pool.node.spendOutside(new OutPoint(payout().txid().orElseThrow(), 0), 1_000, TestPool.OTHERS);
        List<String> sent = new ArrayList<>();
        pool.node.before("sendrawtransaction", sent::add);
        pool.tick();
        assertEquals(List.of(), sent);
        try (NodeClient client = pool.node.client()) {
            Reconciliation.Result compared = new Reconciliation(
                            new LedgerTransactions(pool.database, pool.leadership()),
                            client,
                            new WalletClient(client),
                            () -> pool.now)
                    .run();
            assertTrue(compared.booksSats().isPresent());
            assertEquals(0, compared.differenceSats());
        }
    }

    @Test
    void aReorganisationTakesAConfirmationBackAndAnotherBlockGivesIt() throws SQLException {
        pool.tick();
        pool.chain.mineOthers(1);
        pool.tick();
        pool.chain.reorganise(1);
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(0, payout().confirmations());
        pool.chain.mineOthers(6);
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
    }

    /** A transaction that can no longer confirm is waited for until that is buried: only then the money is the miners'. */
    @Test
    void aDisplacedPayoutIsGivenBackWhenItsDisplacementIsBuried() throws SQLException {
        pool.node.refuse("sendrawtransaction", -26, "min relay fee not met");
        pool.tick();
        assertEquals("PAYOUT_NOT_RELAYED", pool.queries.openAlarms().get(0).code());
        pool.node.answerAgain();
        pool.node.spendOutside(coinbase(), FakeChain.REWARD_SATS, TestPool.OTHERS);
        pool.tick();
        assertEquals(PayoutState.SIGNED, payout().state());
        assertEquals("PAYOUT_INPUTS_MISSING", pool.queries.openAlarms().get(0).code());
        pool.chain.mineOthers(10);
        pool.tick();
        assertEquals(PayoutState.DISPLACED, payout().state());
        assertEquals(Optional.of(Refusal.ALREADY_SIGNED), operations().cancel(1, "olga", "spent"));
        pool.chain.mineOthers(99);
        pool.tick();
        assertEquals(HALF, pool.queries.minerBalance(ALICE).inPayoutSats());
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(PayoutState.RELEASED, payout().state());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).availableSats());
        assertEquals(0, pool.queries.totals().payoutInFlightSats());
        pool.now = pool.now.plus(Duration.ofHours(1));
        pool.tick();
        assertEquals("UNKNOWN_SPEND", pool.queries.openAlarms().get(0).code());
    }

    /** As after a restore from before a replacement was signed: the books do not know the transaction that paid. */
    @Test
    void whatPaysTheMinersOfABatchWithoutTheBooksIsNeverPaidAgain() throws SQLException {
        pool.node.refuse("sendrawtransaction", -26, "min relay fee not met");
        pool.tick();
        pool.node.answerAgain();
        pool.node.spendOutside(coinbase(), HALF, TestPool.ALICE);
        pool.chain.mineOthers(1);
        pool.tick();
        assertTrue(payout().stopped().orElseThrow().contains("backup"));
        pool.chain.mineOthers(200);
        pool.tick();
        assertEquals(Optional.empty(), operations().resume(1));
        pool.tick();
        assertEquals(PayoutState.SIGNED, payout().state());
        assertTrue(payout().stopped().isPresent());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
    }

    @Test
    void anOfflineSignerGetsWhatIsApprovedAndBringsItBack() throws SQLException {
        pool.node.refuse("walletprocesspsbt", -4, "Error: Private keys are disabled for this wallet");
        OfflineSigner signer =
                new OfflineSigner(new LedgerTransactions(pool.database, pool.leadership()), () -> pool.now);
        assertEquals(
                Optional.of(OfflineSigner.Refusal.UNKNOWN_BATCH),
                signer.export(1).refusal());
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        String psbt = signer.export(1).psbt().orElseThrow();
        assertEquals(Optional.of(Refusal.EXPORTED), operations().cancel(1, "olga", "it may be signed"));
        assertEquals(Optional.of(OfflineSigner.Refusal.NOT_A_PSBT), signer.accept(1, "AAAA"));
        String other = FakeTransactions.psbt(FakeTransactions.unsigned(List.of(coinbase()), List.of()));
        assertEquals(Optional.of(OfflineSigner.Refusal.OTHER_TRANSACTION), signer.accept(1, other));
        String tooLong = psbt + "A".repeat(8 << 20);
        assertEquals(Optional.of(OfflineSigner.Refusal.NOT_A_PSBT), signer.accept(1, tooLong));
        assertEquals(Optional.empty(), signer.accept(1, psbt));
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(
                Optional.of(OfflineSigner.Refusal.NOT_APPROVED),
                signer.export(1).refusal());
    }

    /** A wallet of several keys: each signer adds his signature to the same PSBT, and none of them is lost. */
    @Test
    void whatSeveralSignersBringBackIsCombined() throws SQLException {
        pool.node.refuse("walletprocesspsbt", -4, "Error: Private keys are disabled for this wallet");
        OfflineSigner signer =
                new OfflineSigner(new LedgerTransactions(pool.database, pool.leadership()), () -> pool.now);
        pool.tick();
        Psbt exported = Psbt.parseBase64(signer.export(1).psbt().orElseThrow());
        assertEquals(Optional.empty(), signer.accept(1, signedBy(2, exported).toBase64()));
        assertEquals(Optional.empty(), signer.accept(1, signedBy(3, exported).toBase64()));
        Psbt imported = Psbt.parseBase64(pool.single("SELECT imported_psbt FROM ledger.payout_batch"));
        assertEquals(2, imported.inputs().get(0).partialSignatures().size());
    }

    private static Psbt signedBy(int key, Psbt psbt) {
        byte[] publicKey = new byte[33];
        publicKey[0] = (byte) key;
        return psbt.withInput(0, psbt.inputs().get(0).withSignature(publicKey, new byte[] {1}));
    }

    /** What was approved is one transaction; its replacement takes more out of the pool's money, and is approved anew. */
    @Test
    void aReplacementIsSignedOnlyWhenItIsApprovedItself() throws Exception {
        KeyPair olga = keys();
        pool.settings = pool.settings.withApprovals(1, List.of(olga.getPublic()));
        pool.tick();
        assertEquals(Optional.empty(), operations().approve(1, olga.getPublic(), sign(olga, digest())));
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        String first = HexFormat.of().formatHex(digest());

        FeeBump bump = new FeeBump(
                new LedgerTransactions(pool.database, pool.leadership()), Network.REGTEST, 100, () -> pool.now);
        assertEquals(Optional.empty(), bump.replace(1, 20, "olga"));
        pool.tick();
        assertEquals(PayoutState.BUILT, payout().state());
        assertEquals("1", pool.single("SELECT count(*) FROM ledger.payout_attempt"));
        assertEquals(
                Optional.of(Refusal.WRONG_SIGNATURE),
                operations()
                        .approve(1, olga.getPublic(), sign(olga, HexFormat.of().parseHex(first))));

        assertEquals(Optional.empty(), operations().approve(1, olga.getPublic(), sign(olga, digest())));
        pool.tick();
        assertEquals("2", pool.single("SELECT count(*) FROM ledger.payout_attempt"));
    }

    private byte[] digest() throws SQLException {
        return HexFormat.of().parseHex(pool.single("SELECT encode(digest, 'hex') FROM ledger.payout_batch"));
    }

    @Test
    void aSettledPayoutWhoseBlockIsReplacedIsPaidByAnotherBlock() throws SQLException {
        pool.tick();
        pool.chain.mineOthers(6);
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        pool.chain.reorganise(6);
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).inPayoutSats());
        assertEquals(0, pool.queries.totals().paidSats());
        pool.chain.mineOthers(6);
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).paidSats());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
    }

    @Test
    void aWalletThatSignsSomethingElseIsStoppedBeforeAnythingIsSent() throws SQLException {
        pool.node.stealTheChange();
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        assertTrue(payout().stopped().orElseThrow().contains("signed something else"));
        assertEquals(0, pool.chain.paidSats(TestPool.ALICE));

        pool.node.answerAgain();
        assertEquals(Optional.empty(), operations().resume(1));
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    /** Else it would be stored, and sent for ever in vain. */
    @Test
    void whatIsSignedWithAnotherKeyIsNotStored() throws SQLException {
        pool.node.signWithWrongKeys();
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.payout_attempt"));
        AlarmView alarm = pool.queries.openAlarms().get(0);
        assertTrue(alarm.message().contains("a signature does not hold"), alarm.message());

        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(List.of(), pool.queries.openAlarms());
    }

    @Test
    void aWalletWithoutCoinsIsAnAlarmAndTriedAgain() throws SQLException {
        pool.node.refuse("walletcreatefundedpsbt", -4, "Insufficient funds");
        pool.tick();
        assertEquals(PayoutState.RESERVED, payout().state());
        assertEquals("PAYOUT_NOT_FUNDED", pool.queries.openAlarms().get(0).code());
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertTrue(pool.queries.openAlarms().isEmpty());
    }

    @Test
    void aCancelledBatchGivesEverythingBackAndTheNextOnePays() throws SQLException {
        pool.node.refuse("walletprocesspsbt", -13, "Please enter the wallet passphrase");
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        assertEquals("PAYOUT_REFUSED_BY_NODE", pool.queries.openAlarms().get(0).code());
        assertEquals(Optional.empty(), operations().cancel(1, "olga", "wrong day"));
        assertEquals(HALF, pool.queries.minerBalance(ALICE).availableSats());
        assertEquals(Optional.of(Refusal.ALREADY_CANCELLED), operations().cancel(1, "olga", "again"));
        assertEquals(Optional.of(Refusal.UNKNOWN_BATCH), operations().cancel(7, "olga", "none"));

        pool.node.answerAgain();
        pool.tick();
        assertEquals(2, payout().id());
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
    }

    /** What is found out about a batch too late is not said of it: nothing would ever clear it. */
    @ParameterizedTest
    @ValueSource(strings = {"walletcreatefundedpsbt", "finalizepsbt"})
    void aBatchThatIsCancelledWhileTheWalletIsAskedLeavesNoAlarm(String call) throws SQLException {
        pool.node.stealTheChange();
        if (call.equals("walletcreatefundedpsbt")) {
            pool.node.refuse(call, -4, "Insufficient funds");
        }
        pool.node.before(
                call, parameter -> assertDoesNotThrow(() -> operations().cancel(1, "olga", "wrong day")));
        pool.tick();
        assertEquals(PayoutState.CANCELLED, payout().state());
        assertEquals(Optional.empty(), payout().stopped());
        assertEquals(List.of(), pool.queries.openAlarms());
    }

    /** A state is a word in a row; what counts is what operators signed, also after more of them have to. */
    @Test
    void whatIsCalledApprovedIsNotSignedWithoutItsApprovals() throws Exception {
        pool.node.refuse("walletprocesspsbt", -13, "Please enter the wallet passphrase");
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        KeyPair olga = keys();
        pool.settings = pool.settings.withApprovals(1, List.of(olga.getPublic()));
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.APPROVED, payout().state());
        assertTrue(payout().stopped().orElseThrow().startsWith("0 of 1 operators"));

        assertEquals(Optional.empty(), operations().approve(1, olga.getPublic(), sign(olga, digest())));
        assertEquals(Optional.empty(), operations().resume(1));
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    @Test
    void approvalsAreCountedByKeyAndBoundToTheDigest() throws Exception {
        KeyPair olga = keys();
        KeyPair ivan = keys();
        pool.settings = pool.settings.withApprovals(2, List.of(olga.getPublic(), ivan.getPublic()));
        pool.tick();
        assertEquals(PayoutState.BUILT, payout().state());
        byte[] digest = digest();
        assertEquals(
                Optional.of(Refusal.WRONG_SIGNATURE),
                operations().approve(1, olga.getPublic(), sign(olga, new byte[32])));
        KeyPair stranger = keys();
        assertEquals(
                Optional.of(Refusal.UNKNOWN_KEY),
                operations().approve(1, stranger.getPublic(), sign(stranger, digest)));
        assertEquals(Optional.empty(), operations().approve(1, olga.getPublic(), sign(olga, digest)));
        assertEquals(Optional.empty(), operations().approve(1, olga.getPublic(), sign(olga, digest)));
        pool.tick();
        assertEquals(PayoutState.BUILT, payout().state());
        assertEquals(Optional.empty(), operations().approve(1, ivan.getPublic(), sign(ivan, digest)));
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    @Test
    void aSpendThatNoPayoutMadeKeepsRunsFromStarting() throws SQLException {
        pool.settings =
                PayoutSettings.of(TestPool.POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
        pool.tick();
        pool.node.spendOutside(coinbase(), FakeChain.REWARD_SATS, TestPool.OTHERS);
        pool.settings = PayoutSettings.of(TestPool.POOL, 100, 100_000, Duration.ofHours(1), 100, Duration.ofSeconds(1));
        pool.tick();
        assertTrue(pool.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
        assertEquals("UNKNOWN_SPEND", pool.queries.openAlarms().get(0).code());
        assertEquals(coinbase().toString(), pool.queries.openAlarms().get(0).subject());

        operations().acknowledgeSpend(coinbase(), "olga", "moved to cold storage");
        pool.tick();
        assertEquals(PayoutState.RESERVED, payout().state());
    }

    @Test
    void aReservedBatchChoosesNoInputsWhileASpendIsUnknown() throws SQLException {
        pool.node.refuse("walletcreatefundedpsbt", -4, "Insufficient funds");
        pool.tick();
        pool.node.answerAgain();
        pool.node.spendOutside(coinbase(), FakeChain.REWARD_SATS, TestPool.OTHERS);
        pool.tick();
        assertEquals(PayoutState.RESERVED, payout().state());
        assertEquals("UNKNOWN_SPEND", pool.queries.openAlarms().get(0).code());
    }

    /** Books that know the same rounds and not the payout are what an old backup is. */
    @Test
    void aDatabaseRestoredFromAnOldBackupPaysNobodyAgain() throws Exception {
        try (TestPool backup = new TestPool(pool.chain, pool.node)) {
            PayoutSettings paying = backup.settings;
            backup.settings = PayoutSettings.of(
                    TestPool.POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
            for (TestPool each : List.of(pool, backup)) {
                each.tick();
                each.share(TestPool.ALICE, 1000);
                each.share(TestPool.BOB, 1000);
            }
            FakeChain.Block next = pool.findBlock();
            backup.closeRound(next.hash(), next.height());
            pool.chain.mineOthers(100);
            pool.now = pool.now.plus(Duration.ofHours(1));
            for (int i = 0; i < 2; i++) {
                pool.tick();
                backup.tick();
                pool.chain.mineOthers(1);
            }
            long paid = pool.chain.paidSats(TestPool.ALICE);
            assertEquals(2 * HALF, paid);

            backup.settings = paying;
            backup.tick();
            assertTrue(backup.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
            assertEquals("UNKNOWN_SPEND", backup.queries.openAlarms().get(0).code());
            assertEquals(paid, pool.chain.paidSats(TestPool.ALICE));
        }
    }

    @Test
    void anOldLeaderWritesNothing() throws SQLException {
        try (PayoutService old = pool.service()) {
            try (Leadership other = pool.takeOver()) {
                SQLException refused = assertThrows(SQLException.class, old::tick);
                assertTrue(refused.getCause() instanceof LeadershipLostException);
                assertTrue(pool.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
                pool.lead(other);
                pool.tick();
                assertEquals(PayoutState.SEEN, payout().state());
            }
        }
    }

    @Test
    void nobodyBelowTheMinimumIsPaidAndTheNextRunWaitsForItsInterval() throws SQLException {
        pool.tick();
        pool.chain.mineOthers(6);
        pool.tick();
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(1, pool.queries.payouts(9, OptionalLong.empty()).items().size());
        pool.now = pool.now.plus(Duration.ofHours(1));
        pool.tick();
        assertEquals(2, pool.queries.payouts(9, OptionalLong.empty()).items().size());
        assertFalse(payout().txid().isEmpty());
    }

    private PayoutView payout() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
    }

    private OutPoint coinbase() {
        return new OutPoint(block.transactions().get(0).decoded().txid(), 0);
    }

    private PayoutOperations operations() {
        return new PayoutOperations(
                new LedgerTransactions(pool.database, pool.leadership()), pool.settings.approvers(), () -> pool.now);
    }

    private static KeyPair keys() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static byte[] sign(KeyPair keys, byte[] digest) throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(keys.getPrivate());
        signer.update(digest);
        return signer.sign();
    }
}
