package neman.payout.miner;

import java.time.Instant;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;

/**
 * Whether one account may be paid at all now, whatever its amount.
 *
 * @param poolAddress what the coinbases pay
 * @param now by the pool's clock
 */
public record Screening(Network network, PayoutAddress poolAddress, PayoutLimits limits, Instant now) {

    /** Empty where the account's name is no address of the network. */
    public Optional<PayoutAddress> addressOf(MinerAccount miner) {
        try {
            return Optional.of(PayoutAddress.parse(network, miner.account()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * @param address of {@code miner}
     * @return empty where nothing is against it
     */
    public Optional<WithheldReason> reasonAgainst(MinerAccount miner, PayoutAddress address) {
        if (address.equals(poolAddress)) {
            return Optional.of(WithheldReason.POOL_ADDRESS);
        }
        if (miner.onHold()) {
            return Optional.of(WithheldReason.HELD);
        }
        if (limits.denyList().contains(address)) {
            return Optional.of(WithheldReason.DENY_LISTED);
        }
        if (now.isBefore(miner.firstCredit().plus(limits.firstPayoutDelay()))) {
            return Optional.of(WithheldReason.FIRST_PAYOUT_DELAY);
        }
        boolean cooling = miner.termsChanged()
                .filter(changed -> now.isBefore(changed.plus(limits.termsCoolDown())))
                .isPresent();
        return cooling ? Optional.of(WithheldReason.TERMS_COOL_DOWN) : Optional.empty();
    }
}
