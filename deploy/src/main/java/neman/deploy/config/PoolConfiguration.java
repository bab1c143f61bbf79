package neman.deploy.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import neman.accounting.reward.RewardPolicy;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.NodeEndpoint;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.template.TemplateSettings;

/**
 * All that an operator can say, checked: a value of this type is complete and consistent in itself. Whether the named
 * services answer is another question.
 *
 * @param dataDirectory absolute
 * @param nodes the first that answers leads, blocks go to all; empty means: start the sandbox chain
 * @param redis empty means: start one in the data directory
 * @param postgres empty means: start one in the data directory
 * @param resume how long sessions wait for their miners
 * @param keepsAllSegments else only those that a window may still need
 * @param templates when miners get another job although the tip stands
 * @param alarmWebhook empty: alarms are shown and logged, not posted
 */
public record PoolConfiguration(
        Network network,
        Path dataDirectory,
        Pool pool,
        List<NodeEndpoint> nodes,
        List<StratumPort> stratum,
        DefenceLimits limits,
        ResumeLimits resume,
        Optional<RedisAccess> redis,
        Optional<PostgresAccess> postgres,
        RewardPolicy reward,
        Payout payout,
        Journal journal,
        boolean keepsAllSegments,
        Job job,
        TemplateSettings templates,
        Drain drain,
        InetSocketAddress httpListen,
        Optional<WebhookAddress> alarmWebhook) {

    public PoolConfiguration {
        nodes = List.copyOf(nodes);
        stratum = List.copyOf(stratum);
    }

    /**
     * Where the coinbase pays and what the pool keeps.
     *
     * @param address where the coinbase pays; empty only on the sandbox chain, whose wallet then names it
     * @param feeBasisPoints hundredths of a percent, 0 … 10,000
     */
    public record Pool(Optional<PayoutAddress> address, int feeBasisPoints) {}

    /**
     * How miners get their work.
     *
     * @param grace how long a job on the current tip stays good after its replacement
     * @param emptyFirst whether a new tip is mined on at once, with an empty block, until its template is there
     * @param coinbase what stands in every block
     */
    public record Job(Duration grace, boolean emptyFirst, CoinbasePlan coinbase) {}

    /**
     * When and how miners are paid.
     *
     * @param minimumSats balances below it wait
     * @param interval between two runs
     * @param approvals operator signatures that a run waits for
     * @param feeRateMaxSatPerVb a run that would pay more waits
     */
    public record Payout(
            long minimumSats,
            Duration interval,
            int approvals,
            long feeRateMaxSatPerVb,
            PayoutLimitsSettings limits,
            PayoutDeskSettings desk) {}

    /**
     * What an answer {@code true} to a miner promises.
     *
     * @param forceInterval shares that arrive within it are forced to disk together
     */
    public record Journal(JournalDurability durability, Duration forceInterval) {}

    /** What a share survives once it is answered. */
    public enum JournalDurability {
        /** A power cut. */
        DISK,
        /** The end of the process, not of the machine. */
        PROCESS
    }

    /**
     * Where miners are sent when the stratum role stops.
     *
     * @param reconnect other instances, as miners reach them; empty: they come back to where they were
     * @param pause what miners are told to wait, each another time up to this; twice that where they are to come back
     */
    public record Drain(List<InetSocketAddress> reconnect, Duration pause) {
        public Drain {
            reconnect = List.copyOf(reconnect);
        }
    }

    /** Whether all roles must share one process: embedded services and the sandbox chain serve no other. */
    public boolean isEmbedded() {
        return redis.isEmpty() || postgres.isEmpty() || nodes.isEmpty();
    }
}
