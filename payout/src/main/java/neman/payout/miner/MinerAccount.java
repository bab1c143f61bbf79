package neman.payout.miner;

import java.time.Instant;
import java.util.Optional;

/**
 * An account that has something available or held, and what decides whether it is paid.
 *
 * @param account as the ledger names it
 * @param heldSats already out of {@code availableSats}
 * @param onHold an operator holds it; what matured since may still be available
 * @param firstCredit when its first credit was booked, as far as anybody asked
 * @param termsChanged when its terms changed last; empty where they never did
 */
public record MinerAccount(
        String account,
        long availableSats,
        long heldSats,
        boolean onHold,
        Instant firstCredit,
        MinerTerms terms,
        Optional<Instant> termsChanged) {}
