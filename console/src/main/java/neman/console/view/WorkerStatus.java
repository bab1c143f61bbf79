package neman.console.view;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One worker of an account.
 *
 * @param name as the miner chose it; empty text where it gave none
 * @param online whether it has a connection now
 * @param hashrates as its account has them
 * @param accepted shares of its open connections; of the last day where it has none
 * @param rejected shares of its open connections that were refused, by reason
 * @param difficulty assigned now, the hardest where it has several connections; empty while it is away
 * @param userAgent what its software calls itself
 */
public record WorkerStatus(
        String name,
        boolean online,
        BigInteger hashrate,
        Optional<Hashrates> hashrates,
        long accepted,
        Map<String, Long> rejected,
        Optional<BigDecimal> difficulty,
        Optional<Instant> lastShareAt,
        Optional<String> userAgent) {}
