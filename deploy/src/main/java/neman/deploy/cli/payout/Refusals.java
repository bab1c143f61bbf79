package neman.deploy.cli.payout;

import neman.payout.desk.DayClosing;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.Explanations;
import neman.payout.miner.MinerHolds;
import neman.payout.miner.TermsBook;
import neman.payout.miner.WithheldReason;
import neman.payout.payment.FeeBump;
import neman.payout.payment.OfflineSigner;
import neman.payout.payment.PayoutOperations;

/** What each refusal means, as a sentence for the operator. */
final class Refusals {
    private Refusals() {}

    static String of(PayoutOperations.Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_BATCH -> "there is no such payout; see ./pool payout status";
            case ALREADY_SIGNED ->
                "it is signed: bytes exist that can spend its coins, so nothing is given back before the chain has decided";
            case ALREADY_CANCELLED -> "it is cancelled already";
            case EXPORTED -> "its PSBT left the pool: somebody may have signed it";
            case NOT_BUILT -> "it is not built yet: there is nothing to approve";
            case NOT_STOPPED -> "it is not stopped";
            case UNKNOWN_KEY -> "the key is none of payout.approvers";
            case WRONG_SIGNATURE -> "the signature is not one of its digest";
        };
    }

    static String of(OfflineSigner.Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_BATCH -> "there is no such payout; see ./pool payout status";
            case NOT_APPROVED ->
                "only an approved payout that is not signed yet goes to a signer; see ./pool payout status";
            case NOT_A_PSBT -> "it is not a PSBT";
            case OTHER_TRANSACTION -> "it would spend or pay something else than the payout that was exported";
            case CONTRADICTION ->
                "it says something else of an input or output than what was exported, or than another"
                        + " signer brought back";
        };
    }

    static String of(FeeBump.Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_BATCH -> "there is no such payout; see ./pool payout status";
            case NOT_WAITING ->
                "only a payout that is signed and not in a block can be replaced; see ./pool payout status";
            case FEE_TOO_HIGH -> "the rate is above payout.fee-rate-max-sat-vb";
            case FEE_NOT_HIGHER -> "the rate is too low: a replacement pays for all before it and for its own bytes";
            case NO_CHANGE_LEFT -> "its change does not suffice for that fee";
            case MINERS_MONEY -> "the pool has not so much of its own: the fee would come out of miners' money";
        };
    }

    static String of(MinerHolds.Refusal refusal) {
        return switch (refusal) {
            case ALREADY_HELD -> "it is held already; see ./pool payout balance";
            case NOT_HELD -> "it is not held";
        };
    }

    static String of(TermsBook.Refusal refusal) {
        return switch (refusal) {
            case UNSUPPORTED_ADDRESS ->
                "messages of this kind of address are not checked: enter the change with --reason";
            case WRONG_SIGNATURE -> "the signature is not one of this message by the address's key";
            case NOT_THE_NEXT_CHANGE -> "another change came between; --message tells what is to be signed now";
            case BELOW_POOL_MINIMUM -> "the minimum is below the pool's";
            case UNCHANGED -> "these terms hold already";
        };
    }

    static String of(Explanations.Refusal refusal) {
        return switch (refusal) {
            case NOT_AN_ACCOUNT_FOR_IT ->
                "no difference can belong to that account; name one of "
                        + String.join(
                                ", ", Explanations.ACCOUNTS.stream().sorted().toList());
            case NOTHING_UNEXPLAINED -> "nothing is unexplained: suspense:reconcile is 0";
            case MORE_THAN_UNEXPLAINED -> "that is more than suspense:reconcile holds";
        };
    }

    static String of(DayClosing.Refusal refusal) {
        return switch (refusal) {
            case NOTHING_BOOKED -> "nothing was ever booked";
            case ALREADY_CLOSED -> "it is closed already";
            case BEFORE_THE_FIRST -> "nothing was booked on it or before it";
            case NOT_OVER -> "it is not over yet, by UTC";
            case DAY_BEFORE_IS_OPEN -> "days close in order";
            case UNEXPLAINED_DIFFERENCE ->
                "suspense:reconcile is not 0: find what the difference was, then ./pool payout explain";
            case NOT_RECONCILED -> "wallet and books were not compared since it ended; ./pool payout reconcile";
            case BOOKS_BROKEN ->
                "a journal of it is missing, does not balance or does not fit the hash chain: compare with a"
                        + " backup before anything else is paid";
        };
    }

    static String of(DeskRequests.Word word) {
        return switch (word) {
            case UNDER_WAY -> "an earlier payout is not sent yet; see ./pool payout status";
            case NODES_DISAGREE -> "the configured nodes have not the same chain, or too few of them answer";
            case UNKNOWN_SPEND ->
                "the chain shows a spend of the pool's coins that the books do not know; see the alarms of ./pool payout status";
            case NOBODY_TO_PAY -> "nobody can be paid now; ./pool payout preview tells why";
            case INCONCLUSIVE ->
                "wallet and books cannot be compared at this moment: a block is being read, or a payout is undecided";
            case EXPIRED -> "nobody carried it out in time";
            case STARTED, RECONCILED -> "done";
        };
    }

    static String of(WithheldReason reason) {
        return switch (reason) {
            case NOT_AN_ADDRESS -> "no address of this network";
            case POOL_ADDRESS -> "the pool's own address";
            case HELD -> "held by an operator";
            case DENY_LISTED -> "on the deny-list";
            case FIRST_PAYOUT_DELAY -> "first credit too recent";
            case TERMS_COOL_DOWN -> "terms changed too recently";
            case BELOW_MINIMUM -> "below the pool's minimum";
            case BELOW_OWN_MINIMUM -> "below the miner's own minimum";
            case BATCH_LIMIT -> "the batch is full";
            case DAY_LIMIT -> "the day's limit is reached";
        };
    }
}
