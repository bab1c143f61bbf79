package neman.payout.payment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainInfo;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.CanonicalJson;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.JournalKind;
import neman.payout.ledger.Posting;

/** The journals of a payout batch. Pure. */
final class PayoutJournals {
    static final String ACTOR = "payout";
    private static final int POLICY_VERSION = 1;

    private PayoutJournals() {}

    static JournalEntry reserved(long batch, PayoutPlan plan, Instant now) {
        Posting posting = new Posting();
        for (PayoutPlan.Item item : plan.items()) {
            posting.debit(AccountCode.available(item.account()), item.sats())
                    .credit(AccountCode.inPayout(item.account()), item.sats());
        }
        Map<String, Object> evidence = Map.of("batch", batch, "totalSats", plan.totalSats());
        return entry(
                JournalKind.PAYOUT_RESERVED, Long.toString(batch), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    /**
     * From here on the coins count as gone: a signed transaction is a cheque in circulation. A replacement adds what it pays
     * more than those before it.
     *
     * @param attempt the number of this transaction, from 1
     * @param bookedFeeSats what earlier attempts hold in flight for fees
     */
    static JournalEntry signed(PayoutBatch batch, int attempt, long bookedFeeSats, Hash256 txid, Instant now) {
        long moreFeeSats = Math.subtractExact(batch.feeSats(), bookedFeeSats);
        long spent = attempt == 1 ? Math.addExact(batch.totalSats(), moreFeeSats) : moreFeeSats;
        Posting posting =
                new Posting().debit(AccountCode.PAYOUT_IN_FLIGHT, spent).credit(AccountCode.HOT, spent);
        Map<String, Object> evidence =
                Map.of("batch", batch.id(), "terms", batch.digest().orElseThrow(), "txid", txid.toString());
        return entry(
                JournalKind.PAYOUT_SIGNED, key(batch, attempt), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    /**
     * @param bookedFeeSats what all attempts hold in flight for fees: what the confirmed one did not take is the wallet's again
     * @param time how often the batch is settled by now, from 1
     */
    static JournalEntry settled(
            PayoutBatch batch,
            long bookedFeeSats,
            List<PayoutPlan.Item> items,
            PayoutBatch.BlockPosition block,
            int time,
            Instant now) {
        Posting posting = new Posting()
                .debit(AccountCode.NETWORK_FEE, batch.feeSats())
                .debit(AccountCode.HOT, Math.subtractExact(bookedFeeSats, batch.feeSats()))
                .credit(AccountCode.PAYOUT_IN_FLIGHT, Math.addExact(batch.totalSats(), bookedFeeSats));
        items.forEach(item -> posting.debit(AccountCode.inPayout(item.account()), item.sats()));
        Map<String, Object> evidence = Map.of(
                "batch", batch.id(),
                "blockHash", block.hash().toString(),
                "height", block.height(),
                "txid", batch.txid().orElseThrow().toString());
        return entry(JournalKind.PAYOUT_SETTLED, key(batch, time), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    /** @param settlingJournal the one that this takes back, with its lines in {@code settled} */
    static JournalEntry unsettled(PayoutBatch batch, long settlingJournal, Posting settled, int time, Instant now) {
        Map<String, Object> evidence = Map.of(
                "batch", batch.id(),
                "replacedBlock", batch.confirmedBy().orElseThrow().hash().toString());
        return entry(
                JournalKind.PAYOUT_UNSETTLED,
                key(batch, time),
                ACTOR,
                OptionalLong.of(settlingJournal),
                evidence,
                settled.negated(),
                now);
    }

    /** The coins are the wallet's again as far as the books go; what was stolen of them is found by reconciliation. */
    static JournalEntry released(PayoutBatch batch, long bookedFeeSats, List<PayoutPlan.Item> items, Instant now) {
        long spent = Math.addExact(batch.totalSats(), bookedFeeSats);
        Posting posting = new Posting().debit(AccountCode.HOT, spent).credit(AccountCode.PAYOUT_IN_FLIGHT, spent);
        items.forEach(item -> posting.debit(AccountCode.inPayout(item.account()), item.sats())
                .credit(AccountCode.available(item.account()), item.sats()));
        PayoutBatch.BlockPosition since = batch.displacedAt().orElseThrow();
        Map<String, Object> evidence = Map.of(
                "batch", batch.id(),
                "displacedSinceBlock", since.hash().toString(),
                "displacedSinceHeight", since.height());
        return entry(JournalKind.PAYOUT_RELEASED, key(batch, 1), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    /** @param differenceSats positive where the wallet holds more than the books knew */
    static JournalEntry reconciled(
            long differenceSats, Reconciliation.Result found, ChainInfo tip, long lastJournal, Instant now) {
        Posting posting =
                new Posting().debit(AccountCode.HOT, differenceSats).credit(AccountCode.SUSPENSE, differenceSats);
        Map<String, Object> evidence = Map.of(
                "block", tip.bestBlock().toString(),
                "booksSats", found.booksSats().orElseThrow(),
                "height", tip.blocks(),
                "walletSats", found.walletSats());
        String key = tip.bestBlock() + ":" + lastJournal;
        return entry(JournalKind.RECONCILED, key, ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    private static String key(PayoutBatch batch, int time) {
        return time == 1 ? Long.toString(batch.id()) : batch.id() + ":" + time;
    }

    static JournalEntry cancelled(
            long batch, long reservingJournal, Posting reserved, String operator, String reason, Instant now) {
        Map<String, Object> evidence = Map.of("batch", batch, "reason", reason);
        return entry(
                JournalKind.PAYOUT_CANCELLED,
                Long.toString(batch),
                operator,
                OptionalLong.of(reservingJournal),
                evidence,
                reserved.negated(),
                now);
    }

    private static JournalEntry entry(
            JournalKind kind,
            String key,
            String actor,
            OptionalLong reverses,
            Map<String, Object> evidence,
            Posting posting,
            Instant now) {
        return new JournalEntry(
                kind.text() + ":" + key,
                kind,
                now,
                actor,
                POLICY_VERSION,
                reverses,
                CanonicalJson.write(evidence),
                posting.lines());
    }
}
