package neman.payout.simulation;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.BroadcastAnswer;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.TxOut;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import neman.payout.FakeChain;
import neman.payout.Fate;
import neman.payout.TemplateMiner;
import neman.payout.TestPool;
import neman.payout.desk.DeskRequests;
import neman.payout.payment.PayoutState;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutView;

/** What happens around a payout process: blocks, reorganisations, thieves, operators, crashes. One seed, one history. */
final class SimulatedWorld {
    private static final int DEEPEST_REORGANISATION = 120;
    private static final int MATURITY = 100;
    private static final int CONFLICT_FEE_SATS = 1_000_000;

    private final SimulatedPool pool;
    private final Random random;
    private final List<Branch> replaced = new ArrayList<>();
    private final StringBuilder history = new StringBuilder();

    /** A branch that lost. @param fork the height of the last block that it shares with the one in its place */
    private record Branch(Hash256 tip, int fork) {}

    SimulatedWorld(SimulatedPool pool, Random random) {
        this.pool = pool;
        this.random = random;
    }

    /** What happened so far, a word for each step. */
    String history() {
        return history.toString();
    }

    /** The ledger begins, and some coins mature. */
    void begin() throws SQLException, NodeException {
        pool.live(new Fate(0), 0);
        for (int i = 0; i < 3; i++) {
            findBlock();
        }
        mine(MATURITY);
    }

    void step() throws SQLException, NodeException, IOException {
        pool.letTimePass(Duration.ofMinutes(random.nextInt(60)));
        act();
        pool.second.hear();
    }

    private void act() throws SQLException, NodeException, IOException {
        int dice = random.nextInt(100);
        if (dice < 38) {
            process();
        } else if (dice < 48) {
            findBlock();
        } else if (dice < 55) {
            mine(1 + random.nextInt(8));
        } else if (dice < 62) {
            mine(MATURITY);
        } else if (dice < 71) {
            reorganise();
        } else if (dice < 74) {
            comeBack();
        } else if (dice < 77) {
            note("clock");
            pool.letTimePass(Duration.ofMinutes(random.nextInt(600) - 300));
        } else if (dice < 81) {
            secondNode();
        } else if (dice < 89) {
            displace();
        } else if (dice < 91) {
            ask();
        } else if (dice < 93) {
            hold();
        } else if (dice < 95) {
            note("late");
            pool.faultyNode.deliverLate();
        } else {
            operate();
        }
    }

    private void note(String what) {
        history.append(what).append(' ');
    }

    private void process() throws SQLException {
        int kind = random.nextInt(12);
        if (kind < 5) {
            int killAt = 1 + random.nextInt(1 << 3 + random.nextInt(7));
            note("killed@" + killAt);
            pool.live(new Fate(killAt), random.nextInt(2) * 10);
        } else if (kind < 7) {
            note("faults");
            pool.live(new Fate(0), 20);
        } else if (kind < 8) {
            int calls = 1 + random.nextInt(40);
            note("takeover@" + calls);
            pool.faultyNode.intrudeAfter(calls, pool::takeOver);
            pool.live(new Fate(0), 0);
        } else if (kind < 9) {
            int calls = 1 + random.nextInt(20);
            note("rival@" + calls);
            pool.faultyNode.intrudeAfter(calls, pool::rival);
            pool.live(new Fate(0), 0);
        } else if (kind < 11) {
            int from = 1 + random.nextInt(1 << 2 + random.nextInt(7));
            note("outage@" + from);
            pool.liveThrough(new Outage(from, 1 + random.nextInt(20)));
        } else {
            note("pass");
            pool.live(new Fate(0), 0);
        }
    }

    private void findBlock() throws SQLException, NodeException {
        note("block");
        pool.mineShares(random.nextInt(8));
        pool.findBlock();
    }

    private void mine(int blocks) {
        note("mine" + blocks);
        pool.sandbox.controls().mineOthers(blocks);
    }

    private void reorganise() throws NodeException {
        boolean deep = random.nextInt(4) == 0;
        int depth = 1 + random.nextInt(deep ? DEEPEST_REORGANISATION : 6);
        ChainInfo tip = pool.node.chainInfo();
        if (depth < tip.blocks()) {
            note("reorganise" + depth);
            replaced.add(new Branch(tip.bestBlock(), tip.blocks() - depth));
            pool.sandbox.controls().reorganise(depth);
        }
    }

    /** The other configured node goes away, comes back, goes its own way, or hears again of what the first one has. */
    private void secondNode() throws NodeException, IOException {
        switch (random.nextInt(3)) {
            case 0 -> {
                note("silent");
                pool.second.goAway();
            }
            case 1 -> {
                int blocks = random.nextInt(12);
                note("branch" + blocks);
                pool.second.goItsOwnWay(blocks);
            }
            default -> {
                note("together");
                pool.second.comeBack();
            }
        }
    }

    /** A branch that was replaced not too long ago grows until it has the most work again. */
    private void comeBack() throws NodeException {
        ChainInfo now = pool.node.chainInfo();
        replaced.removeIf(branch -> now.blocks() - branch.fork() > DEEPEST_REORGANISATION);
        if (replaced.isEmpty()) {
            return;
        }
        Branch back = replaced.remove(replaced.size() - 1);
        replaced.add(new Branch(now.bestBlock(), back.fork()));
        Hash256 tip = back.tip();
        int blocks = 0;
        while (!pool.node.chainInfo().bestBlock().equals(tip)) {
            tip = TemplateMiner.mineOn(
                    pool.node, tip, TestPool.OTHERS, FakeChain.REWARD_SATS, SandboxSettings.EASIEST_NBITS);
            blocks++;
        }
        note("back+" + blocks);
    }

    /** Somebody with the wallet's keys spends what a payout under way wants to spend, and pays more for it. */
    private void displace() throws SQLException, NodeException {
        for (PayoutView payout : pool.queries.payouts(5, OptionalLong.empty()).items()) {
            if (payout.state().isSigned() && !payout.state().isFinal()) {
                displace(payout.id());
                return;
            }
        }
    }

    private void displace(long batch) throws SQLException, NodeException {
        for (OutPoint input : pool.inputsOf(batch)) {
            Optional<TxOut> coin = pool.wallet.txOut(input, false);
            if (coin.isPresent()) {
                BroadcastAnswer answer = pool.wallet.sendRawTransaction(theft(input, coin.get()));
                note("displace" + batch + answer.verdict());
                return;
            }
        }
    }

    private byte[] theft(OutPoint input, TxOut coin) throws NodeException {
        TransactionOutput loot = new TransactionOutput(coin.sats() - CONFLICT_FEE_SATS, TestPool.OTHERS.script());
        Transaction unsigned = new Transaction(2, List.of(TransactionInput.unsigned(input)), List.of(loot), 0);
        String signed =
                pool.wallet.processPsbt(Psbt.create(unsigned).toBase64()).psbt();
        return pool.wallet.finalizePsbt(signed).transaction().orElseThrow();
    }

    /** An operator compares wallet and books, or asks whoever leads for something. */
    private void ask() throws SQLException, NodeException {
        int what = random.nextInt(3);
        if (what == 0) {
            note("reconcile");
            pool.reconciliation().run();
        } else {
            note(what == 1 ? "ask-run" : "ask-reconcile");
            pool.ask(what == 1 ? DeskRequests.Kind.RUN : DeskRequests.Kind.RECONCILE);
        }
    }

    /** An operator holds a miner's money back, or lets it go. */
    private void hold() throws SQLException {
        PayoutAddress miner = SimulatedPool.miners().get(random.nextInt(3));
        note(pool.hold(miner) ? "hold" : pool.release(miner) ? "release" : "nothing");
    }

    /** An operator answers for what the alarms ask. */
    private void operate() throws SQLException {
        note("operator");
        for (PayoutView payout : pool.queries.payouts(20, OptionalLong.empty()).items()) {
            if (payout.stopped().isPresent()) {
                pool.operator().resume(payout.id());
            } else if (!payout.state().isSigned() && random.nextInt(4) == 0) {
                pool.operator().cancel(payout.id(), "olga", "a test");
            } else if (!payout.state().isFinal() && random.nextInt(2) == 0) {
                pool.feeBump()
                        .replace(payout.id(), 3 + random.nextInt(30), "olga")
                        .ifPresentOrElse(refusal -> {}, () -> note("bump" + payout.id()));
            }
        }
        for (AlarmView alarm : pool.queries.openAlarms()) {
            if (alarm.code().equals("UNKNOWN_SPEND")) {
                pool.operator().acknowledgeSpend(SimulatedPool.outPoint(alarm.subject()), "olga", "a test");
            }
        }
    }

    /** No more faults: the chain grows, an operator answers, until nothing is under way. */
    void comeToRest() throws SQLException, NodeException, IOException {
        note("rest");
        for (PayoutAddress miner : SimulatedPool.miners()) {
            pool.release(miner);
        }
        pool.second.comeBack();
        pool.faultyNode.deliverLate();
        pool.second.proxy().deliverLate();
        for (int i = 0; i < 40 && (i < 12 || isUnderWay()); i++) {
            operate();
            pool.sandbox.controls().mineOthers(20);
            pool.second.hear();
            pool.letTimePass(Duration.ofHours(2));
            pool.live(new Fate(0), 0);
        }
    }

    /** Whether somebody took coins away, so that the wallet must hold less than the books say. */
    boolean coinsWereStolen() {
        return history.indexOf("displace") >= 0;
    }

    private boolean isUnderWay() throws SQLException {
        return pool.queries.payouts(50, OptionalLong.empty()).items().stream()
                .anyMatch(payout -> !payout.state().isFinal() && payout.state() != PayoutState.RESERVED);
    }
}
