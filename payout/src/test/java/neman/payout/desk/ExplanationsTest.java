package neman.payout.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.desk.Explanations.Refusal;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplanationsTest {
    private TestPool pool;
    private Explanations explanations;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        explanations = new Explanations(
                LedgerTransactions.ofOperator(pool.database, new OperatorCommand("alice", "explain"), () -> pool.now),
                () -> pool.now);
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    /** @param sats positive where the wallet held more than the books said */
    private void findDifference(long sats) throws SQLException {
        TestDatabase.execute(
                pool.database,
                "SELECT ledger.append('found:" + sats + "', 'reconciled', now(), 'test', 1, NULL, '{}',"
                        + " ARRAY['asset:hot', 'suspense:reconcile'], ARRAY[" + sats + ", " + -sats + "])");
    }

    private Optional<Refusal> explain(OptionalLong sats, String account) throws SQLException {
        return explanations.explain(sats, account, "operator:alice", "transfer of 3 May");
    }

    private String balance(String account) throws SQLException {
        return pool.single(
                "SELECT coalesce(sum(amount_sat), 0) FROM ledger.audit_balance WHERE code = '" + account + "'");
    }

    @Test
    void aDepositIsTheOwnersEquityInPartsToo() throws SQLException {
        assertEquals(Optional.of(Refusal.NOTHING_UNEXPLAINED), explain(OptionalLong.empty(), "equity:owner"));
        findDifference(700);
        assertEquals(Optional.of(Refusal.MORE_THAN_UNEXPLAINED), explain(OptionalLong.of(701), "equity:owner"));
        assertEquals(Optional.empty(), explain(OptionalLong.of(500), "equity:owner"));
        assertEquals("-200", balance("suspense:reconcile"));
        assertEquals(Optional.empty(), explain(OptionalLong.empty(), "equity:owner"));
        assertEquals("0", balance("suspense:reconcile"));
        assertEquals("-700", balance("equity:owner"));
        assertEquals(
                "reconcile-explained operator:alice {\"reason\":\"transfer of 3 May\"}",
                pool.single(
                        "SELECT kind || ' ' || actor || ' ' || evidence FROM ledger.journal ORDER BY id DESC LIMIT 1"));
    }

    @Test
    void whatWentToTheColdWalletIsThereAndWhatWasNeverThereCannotComeBack() throws SQLException {
        findDifference(900);
        explain(OptionalLong.empty(), "equity:owner");
        findDifference(-400);
        assertEquals(Optional.empty(), explain(OptionalLong.empty(), "asset:cold"));
        assertEquals("400", balance("asset:cold"));
        findDifference(500);
        SQLException overdraft = assertThrows(SQLException.class, () -> explain(OptionalLong.empty(), "asset:cold"));
        assertEquals("NL001", overdraft.getSQLState());
        assertEquals("-500", balance("suspense:reconcile"));
    }

    @Test
    void noMinerPaysForADifference() throws SQLException {
        findDifference(900);
        for (String account : new String[] {
            "liability:miner:" + TestPool.ALICE + ":available",
            "asset:hot",
            "suspense:reconcile",
            "income:pool-fee",
            "x"
        }) {
            assertEquals(Optional.of(Refusal.NOT_AN_ACCOUNT_FOR_IT), explain(OptionalLong.empty(), account));
        }
    }
}
