package neman.deploy.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import neman.accounting.leader.Leadership;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.WalletClient;
import neman.deploy.config.PayoutDeskSettings;
import neman.deploy.config.PayoutLimitsSettings;
import neman.deploy.config.PoolConfiguration;
import neman.payout.PayoutService;
import neman.payout.desk.DeskSettings;
import neman.payout.miner.DenyList;
import neman.payout.miner.PayoutLimits;
import neman.payout.settings.PayoutSettings;

/**
 * The payout service as the configuration wants it: for the role, and for a command that leads for its own time.
 *
 * @param nodes the one that names a wallet pays
 * @param limits as {@link #limits(PoolConfiguration)} reads them
 */
record PayoutWiring(
        PoolConfiguration configuration,
        DataSource database,
        List<NodeClient> nodes,
        PayoutAddress poolAddress,
        PayoutLimits limits,
        InstantSource clock) {
    /** Blocks come every ten minutes on real chains, many times a minute on those for trying out. */
    private static final Duration POLL_EVERY = Duration.ofSeconds(10);

    private static final Duration POLL_EVERY_ON_TRIAL_CHAINS = Duration.ofSeconds(1);

    /** Reads the deny-list where one is named. */
    static PayoutLimits limits(PoolConfiguration configuration) throws PoolException {
        PayoutLimitsSettings configured = configuration.payout().limits();
        return new PayoutLimits(
                configured.firstPayoutDelay(),
                configured.termsCoolDown(),
                configured.batchMaxSats().orElse(Long.MAX_VALUE),
                configured.dayMaxSats().orElse(Long.MAX_VALUE),
                denyList(configured.denyList(), configuration.network()));
    }

    private static DenyList denyList(Optional<Path> file, Network network) throws PoolException {
        try {
            return file.isPresent() ? DenyList.read(file.get(), network) : DenyList.NONE;
        } catch (IOException e) {
            throw new PoolException("payout.deny-list cannot be read: " + e.getMessage(), e);
        }
    }

    /** Not started. */
    PayoutService service(Leadership leadership) {
        NodeClient payingNode = payingNode();
        return new PayoutService(
                database,
                nodes,
                payingNode,
                new WalletClient(payingNode),
                settings(),
                deskSettings(),
                configuration.network(),
                clock,
                leadership);
    }

    /** The configuration has seen to it that there is exactly one. */
    NodeClient payingNode() {
        return nodes.stream()
                .filter(node -> node.endpoint().wallet().isPresent())
                .findFirst()
                .orElseThrow();
    }

    PayoutSettings settings() {
        boolean trial = configuration.network() == Network.SANDBOX || configuration.network() == Network.REGTEST;
        PayoutSettings settings = PayoutSettings.of(
                poolAddress,
                configuration.pool().feeBasisPoints(),
                configuration.payout().minimumSats(),
                configuration.payout().interval(),
                configuration.payout().feeRateMaxSatPerVb(),
                trial ? POLL_EVERY_ON_TRIAL_CHAINS : POLL_EVERY);
        return settings.withLimits(limits)
                .withApprovals(
                        configuration.payout().approvals(),
                        configuration.payout().desk().approvers().stream()
                                .map(PayoutDeskSettings.Approver::key)
                                .toList());
    }

    private DeskSettings deskSettings() {
        PayoutDeskSettings desk = configuration.payout().desk();
        return new DeskSettings(Optional.of(desk.reconcileInterval()), true, desk.signerDirectory(), desk.bumpAfter());
    }
}
