package neman.payout.payment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import neman.bitcoin.Hash256;
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
        return entry(JournalKind.PAYOUT_RESERVED, batch, ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    /** From here on the coins count as gone: a signed transaction is a cheque in circulation. */
    static JournalEntry signed(PayoutBatch batch, Hash256 txid, Instant now) {
        long spent = Math.addExact(batch.totalSats(), batch.feeSats());
        Posting posting =
                new Posting().debit(AccountCode.PAYOUT_IN_FLIGHT, spent).credit(AccountCode.HOT, spent);
        Map<String, Object> evidence =
                Map.of("batch", batch.id(), "terms", batch.digest().orElseThrow(), "txid", txid.toString());
        return entry(JournalKind.PAYOUT_SIGNED, batch.id(), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    static JournalEntry settled(
            PayoutBatch batch, List<PayoutPlan.Item> items, PayoutBatch.BlockPosition block, Instant now) {
        Posting posting = new Posting()
                .debit(AccountCode.NETWORK_FEE, batch.feeSats())
                .credit(AccountCode.PAYOUT_IN_FLIGHT, Math.addExact(batch.totalSats(), batch.feeSats()));
        items.forEach(item -> posting.debit(AccountCode.inPayout(item.account()), item.sats()));
        Map<String, Object> evidence = Map.of(
                "batch", batch.id(),
                "blockHash", block.hash().toString(),
                "height", block.height(),
                "txid", batch.txid().orElseThrow().toString());
        return entry(JournalKind.PAYOUT_SETTLED, batch.id(), ACTOR, OptionalLong.empty(), evidence, posting, now);
    }

    static JournalEntry cancelled(
            long batch, long reservingJournal, Posting reserved, String operator, String reason, Instant now) {
        Map<String, Object> evidence = Map.of("batch", batch, "reason", reason);
        return entry(
                JournalKind.PAYOUT_CANCELLED,
                batch,
                operator,
                OptionalLong.of(reservingJournal),
                evidence,
                reserved.negated(),
                now);
    }

    private static JournalEntry entry(
            JournalKind kind,
            long batch,
            String actor,
            OptionalLong reverses,
            Map<String, Object> evidence,
            Posting posting,
            Instant now) {
        return new JournalEntry(
                kind.text() + ":" + batch,
                kind,
                now,
                actor,
                POLICY_VERSION,
                reverses,
                CanonicalJson.write(evidence),
                posting.lines());
    }
}
