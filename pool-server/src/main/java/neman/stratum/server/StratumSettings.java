package neman.stratum.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.session.Farewell;
import neman.stratum.template.TemplateSettings;

/**
 * What the Stratum front end needs to know.
 *
 * @param poolAddress gets what the coinbase does not donate
 * @param coinbase what stands in every block; must fit its own bound
 * @param blockDirectory solved blocks are written here
 * @param jobGrace how long a job on the current tip is good after its replacement
 * @param emptyFirst whether a new tip is mined on with an empty block until its template is there
 * @param templates when miners get another job although the tip stands
 * @param versionRollingMask bits of the block's version that miners may roll (BIP320: 1fffe000)
 * @param limits on what miners may take
 * @param resume how long sessions wait for their miners
 * @param farewell where miners go when the pool stops
 */
public record StratumSettings(
        Network network,
        PayoutAddress poolAddress,
        CoinbasePlan coinbase,
        List<PortSettings> ports,
        Path blockDirectory,
        Duration jobGrace,
        boolean emptyFirst,
        TemplateSettings templates,
        int versionRollingMask,
        DefenceLimits limits,
        ResumeLimits resume,
        Farewell farewell) {
    public static final Duration DEFAULT_JOB_GRACE = Duration.ofSeconds(60);
    public static final int DEFAULT_VERSION_ROLLING_MASK = 0x1fffe000;

    public StratumSettings {
        ports = List.copyOf(ports);
        coinbase.requireFits(poolAddress.script().length);
    }

    /** The usual bounds and times. */
    public static StratumSettings of(
            Network network, PayoutAddress poolAddress, String tag, List<PortSettings> ports, Path blockDirectory) {
        return new StratumSettings(
                network,
                poolAddress,
                CoinbasePlan.of(tag),
                ports,
                blockDirectory,
                DEFAULT_JOB_GRACE,
                true,
                TemplateSettings.DEFAULT,
                DEFAULT_VERSION_ROLLING_MASK,
                DefenceLimits.DEFAULT,
                ResumeLimits.DEFAULT,
                Farewell.COME_BACK);
    }
}
