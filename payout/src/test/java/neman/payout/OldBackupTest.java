package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL is restored from a backup that was taken while a payout stood at some point; chain and wallet went on. */
class OldBackupTest {
    private TestPool pool;
    private PayoutSettings settings;

    /** Where the payout stood when the backup was taken. */
    private enum Moment {
        NOT_BEGUN,
        RESERVED,
        BUILT,
        APPROVED,
        SIGNED,
        SEEN
    }

    /** Two blocks can be spent, and Alice is owed both. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        settings = pool.settings;
        pool.tick();
        pool.share(TestPool.ALICE, 2000);
        pool.findBlock();
        pool.mineWithoutPaying(0);
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        pool.settings = settings;
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"BUILT", "APPROVED", "SIGNED", "SEEN"})
    void aPayoutWhoseInputsTheBackupKnowsIsAdopted(Moment moment) throws Exception {
        reach(moment);
        String backup = pool.backUp();
        settle();
        long paid = pool.chain.paidSats(TestPool.ALICE);
        Optional<Hash256> txid = payout().txid();

        pool.restore(backup);
        settle();
        assertEquals(paid, pool.chain.paidSats(TestPool.ALICE));
        assertEquals(txid, payout().txid());
        assertEquals(paid, pool.queries.minerBalance(TestPool.ALICE.toString()).paidSats());
        assertEquals(List.of(), pool.queries.openAlarms());
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void nothingIsPaidWhileTheChainShowsAPayoutThatTheBackupForgot(Moment moment) throws Exception {
        reach(moment);
        String backup = pool.backUp();
        settle();
        FakeChain.Block another = anotherBlockCanBeSpent();
        settle();
        assertEquals(2, payout().id());
        long paid = pool.chain.paidSats(TestPool.ALICE);

        pool.restore(backup);
        pool.closeRound(another.hash(), another.height()); // the accountant has the shares from the journals again
        pool.settings = settings;
        for (int i = 0; i < 4; i++) {
            pool.tick();
            pool.chain.mineOthers(1);
            pool.now = pool.now.plus(Duration.ofHours(1));
        }
        assertEquals(paid, pool.chain.paidSats(TestPool.ALICE));
        assertTrue(pool.queries.openAlarms().stream()
                .anyMatch(alarm -> alarm.code().equals("UNKNOWN_SPEND")));
        assertTrue(pool.queries.payouts(9, OptionalLong.empty()).items().size() <= 1);
    }

    /** No block gave the wallet the coins that the forgotten payout spent: an operator put them in, before the backup or after it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForgottenPayoutIsFoundAlsoWhereItWasPaidWithADeposit(boolean before) throws Exception {
        pool.mineWithoutPaying(0);
        String backup = before ? null : pool.backUp();
        OutPoint reward = new OutPoint(Hash256.parse(pool.single("SELECT coinbase_txid FROM ledger.block")), 0);
        Hash256 deposit = pool.node.deposit(2);
        pool.chain.mineOthers(1);
        pool.tick();
        backup = before ? pool.backUp() : backup;
        pool.node.setAside(reward);
        settle();
        assertEquals(deposit.toString(), pool.single("SELECT txid FROM ledger.payout_input"));
        long paid = pool.chain.paidSats(TestPool.ALICE);

        pool.restore(backup);
        pool.node.setFree(reward);
        pool.settings = settings;
        for (int i = 0; i < 4; i++) {
            pool.tick();
            pool.chain.mineOthers(1);
            pool.now = pool.now.plus(Duration.ofHours(1));
        }
        assertEquals(paid, pool.chain.paidSats(TestPool.ALICE));
        assertTrue(pool.queries.openAlarms().stream()
                .anyMatch(alarm ->
                        alarm.code().equals("UNKNOWN_SPEND") && alarm.subject().equals(deposit + ":0")));
    }

    /** Given up after the backup, and its amounts paid by a batch with more inputs. */
    @Test
    void aPayoutThatWasCancelledSinceTheBackupIsNotSigned() throws Exception {
        reach(Moment.BUILT);
        String backup = pool.backUp();
        PayoutOperations operator = new PayoutOperations(
                new LedgerTransactions(pool.database, pool.leadership()), List.of(), () -> pool.now);
        assertEquals(Optional.empty(), operator.cancel(1, "olga", "another one comes"));
        pool.mineWithoutPaying(0);
        pool.tick();
        anotherBlockCanBeSpent();
        settle();
        assertEquals(2, payout().id());
        long paid = pool.chain.paidSats(TestPool.ALICE);

        pool.restore(backup);
        pool.settings = settings;
        for (int i = 0; i < 4; i++) {
            pool.tick();
            pool.chain.mineOthers(1);
        }
        assertEquals(PayoutState.APPROVED, payout().state());
        assertEquals("UNKNOWN_SPEND", pool.queries.openAlarms().get(0).code());
        assertEquals(paid, pool.chain.paidSats(TestPool.ALICE));
    }

    private void reach(Moment moment) throws Exception {
        switch (moment) {
            case NOT_BEGUN -> pool.mineWithoutPaying(0);
            case RESERVED -> pool.node.refuse("walletcreatefundedpsbt", -4, "Insufficient funds");
            case BUILT -> {
                PublicKey olga = KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic();
                pool.settings = settings.withApprovals(1, List.of(olga));
            }
            case APPROVED -> pool.node.refuse("walletprocesspsbt", -13, "Please enter the wallet passphrase");
            case SIGNED -> pool.node.refuse("sendrawtransaction", -26, "min relay fee not met");
            case SEEN -> {}
        }
        pool.tick();
        if (moment == Moment.NOT_BEGUN) {
            assertTrue(pool.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
        } else {
            assertEquals(PayoutState.valueOf(moment.name()), payout().state());
        }
    }

    private void settle() throws SQLException {
        pool.node.answerAgain();
        pool.settings = settings;
        pool.tick();
        pool.chain.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
        pool.tick();
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
    }

    private FakeChain.Block anotherBlockCanBeSpent() throws SQLException {
        FakeChain.Block block = pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        pool.now = pool.now.plus(Duration.ofHours(1));
        return block;
    }

    private PayoutView payout() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
    }
}
