package neman.console.view;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One worker of one Stratum connection, or a connection that has no worker yet. Where it comes from is not shown.
 *
 * @param instance the number of the Stratum instance that it is connected to
 * @param connection its number there; the workers of one connection share it
 * @param state {@code opening | subscribed | authorized | mining}
 * @param account the address that is credited; empty without a worker
 * @param worker as the miner chose it; empty text where it gave none
 * @param userAgent what its software calls itself: untrusted text
 * @param difficulty assigned now
 * @param accepted shares of this worker on this connection
 * @param rejected the same, refused, by reason
 */
public record SessionItem(
        int instance,
        long connection,
        String state,
        Optional<String> account,
        Optional<String> worker,
        Optional<String> userAgent,
        BigDecimal difficulty,
        Instant connectedAt,
        long accepted,
        Map<String, Long> rejected,
        Optional<Instant> lastShareAt) {}
