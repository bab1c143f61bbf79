package neman.console.view;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import neman.bitcoin.Network;

/**
 * What a miner is promised: comes from the configuration and does not change while the pool runs.
 *
 * @param rewardScheme {@code pplns}, {@code prop} or {@code solo}
 * @param rewardWindow length of the PPLNS window, in expected blocks
 * @param feeBasisPoints hundredths of a percent of each block
 * @param payoutMinimumSats below it a balance waits
 * @param payoutInterval time between payout runs, shown in seconds
 * @param maturityConfirmations that a block needs before its reward becomes available
 * @param stratum where miners connect, in the order of the configuration
 */
public record PoolTerms(
        Network network,
        String rewardScheme,
        BigDecimal rewardWindow,
        int feeBasisPoints,
        long payoutMinimumSats,
        Duration payoutInterval,
        int maturityConfirmations,
        List<StratumAddress> stratum) {
    public PoolTerms {
        stratum = List.copyOf(stratum);
    }
}
