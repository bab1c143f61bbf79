package neman.console.view;

import java.time.Instant;
import java.util.Optional;

/**
 * A payout run.
 *
 * @param state as LEDGER names it, in lower case: {@code reserved}, {@code broadcast}, {@code confirmed} …
 * @param txid in display order, once the transaction is signed
 * @param totalSats what the miners of this run get
 * @param feeSats what the network takes, paid by the pool; empty before the transaction is built
 * @param outputs how many addresses are paid
 * @param confirmations 0 where it is in no block yet
 */
public record PayoutItem(
        String id,
        String state,
        Optional<String> txid,
        long totalSats,
        Optional<Long> feeSats,
        int outputs,
        int confirmations,
        Instant createdAt) {}
