package neman.payout.simulation;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;
import neman.payout.Books;
import neman.payout.TestDatabase;
import neman.payout.payment.Reconciliation;

/** Compares the books with the chain, block by block and from its bytes, with none of the code that is under test. */
final class ChainAuditor {
    private record Seen(Hash256 hash, List<Transaction> transactions) {}

    private final SimulatedPool pool;
    private final List<Seen> chain = new ArrayList<>();

    ChainAuditor(SimulatedPool pool) {
        this.pool = pool;
    }

    /** What must hold after each step. */
    void check() throws SQLException, NodeException {
        Books.assertSound(pool.database);
        follow();
        assertPaidAtMostOnce();
        assertSplits();
    }

    private void follow() throws NodeException {
        int height = pool.node.chainInfo().blocks();
        while (chain.size() > height + 1
                || !chain.isEmpty()
                        && !pool.node
                                .blockHash(chain.size() - 1)
                                .equals(Optional.of(chain.get(chain.size() - 1).hash()))) {
            chain.remove(chain.size() - 1);
        }
        while (chain.size() <= height) {
            Hash256 hash = pool.node.blockHash(chain.size()).orElseThrow();
            chain.add(new Seen(hash, pool.node.transactions(hash)));
        }
    }

    /** Each payment to a miner is one that the books signed, and no batch stands in the chain with two transactions. */
    private void assertPaidAtMostOnce() throws SQLException {
        Map<String, String> batches = pairs("SELECT a.txid, b.id || ' ' || b.state FROM ledger.payout_attempt a"
                + " JOIN ledger.payout_batch b ON b.id = a.batch_id");
        Map<String, String> paidBy = new HashMap<>();
        for (Seen block : chain) {
            for (Transaction transaction : block.transactions()) {
                String batch = batches.get(transaction.txid().toString());
                require(batch != null || !paysMiner(transaction), "nobody signed " + transaction.txid());
                if (batch != null) {
                    require(!batch.endsWith("RELEASED"), "paid and given back: " + batch);
                    String earlier = paidBy.put(batch, transaction.txid().toString());
                    require(earlier == null, "paid twice: " + batch + " by " + earlier + " and " + transaction.txid());
                }
            }
        }
    }

    private static boolean paysMiner(Transaction transaction) {
        return !transaction.isCoinbase()
                && SimulatedPool.miners().stream().anyMatch(miner -> transaction.outputs().stream()
                        .anyMatch(out -> miner.isPaidBy(out.script())));
    }

    /** What the chain holds for each miner by payments. */
    private long paidSats(PayoutAddress miner) {
        return chain.stream()
                .flatMap(block -> block.transactions().stream())
                .filter(transaction -> !transaction.isCoinbase())
                .flatMap(transaction -> transaction.outputs().stream())
                .filter(output -> miner.isPaidBy(output.script()))
                .mapToLong(TransactionOutput::valueSats)
                .sum();
    }

    private void assertSplits() throws SQLException {
        for (Map.Entry<Hash256, SortedMap<String, Long>> split : pool.splits.entrySet()) {
            String hash = "'" + split.getKey() + "'";
            Map<String, String> booked = pairs("SELECT account, sats::text FROM ledger.allocation WHERE block_hash = "
                    + hash + " UNION ALL SELECT '" + SplitModel.FEE
                    + "', fee_sats::text FROM ledger.block WHERE fee_sats > 0 AND block_hash = " + hash
                    + " UNION ALL SELECT '" + SplitModel.CONTINUITY
                    + "', continuity_sats::text FROM ledger.block WHERE continuity_sats > 0 AND block_hash = " + hash);
            Map<String, String> expected = new TreeMap<>();
            split.getValue().forEach((account, sats) -> expected.put(account, sats.toString()));
            require(
                    booked.isEmpty() || booked.equals(expected),
                    "split of " + hash + ": " + booked + ", not " + expected);
        }
    }

    /**
     * What must hold when everything came to rest: the chain paid what the books call paid, and the wallet holds the rest. After a
     * theft or a lost reward that rest may be too small for what is owed: then a batch stays RESERVED.
     */
    void checkAtRest(boolean coinsWereStolen) throws SQLException, NodeException {
        check();
        for (PayoutAddress miner : SimulatedPool.miners()) {
            long paid = pool.queries.minerBalance(miner.toString()).paidSats();
            require(paid == paidSats(miner), miner + ": the books paid " + paid + ", the chain " + paidSats(miner));
        }
        Map<String, String> live =
                pairs("SELECT id::text, state || coalesce(' ' || stopped, '') FROM ledger.payout_batch"
                        + " WHERE state NOT IN ('SETTLED', 'CANCELLED', 'RELEASED', 'RESERVED')");
        require(live.isEmpty(), "still under way: " + live);
        require(pool.queries.totals().payoutInFlightSats() == 0, "coins are still in flight");
        checkWallet(coinsWereStolen);
    }

    /** What suspense holds, found or booked by a late orphan, explains the whole difference but for thefts. */
    private void checkWallet(boolean coinsWereStolen) throws SQLException, NodeException {
        Reconciliation.Result before = pool.reconciliation().run();
        require(before.booksSats().isPresent(), "nothing could be compared");
        long suspense = Long.parseLong(TestDatabase.single(
                pool.database,
                "SELECT coalesce(sum(amount_sat), 0) FROM ledger.entry JOIN ledger.account a ON a.id = account_id"
                        + " WHERE a.code = 'suspense:reconcile'"));
        require(coinsWereStolen ? suspense >= 0 : suspense == 0, "unexplained: " + suspense);
        Reconciliation.Result after = pool.reconciliation().run();
        require(after.differenceSats() == 0, "still different: " + after);
        Books.assertSound(pool.database);
    }

    private Map<String, String> pairs(String sql) throws SQLException {
        Map<String, String> pairs = new TreeMap<>();
        try (Connection connection = pool.database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
