package neman.stratum.server;

import java.net.InetSocketAddress;
import neman.bitcoin.Difficulty;
import neman.stratum.session.DifficultyLimits;

/**
 * One address to listen on.
 *
 * @param start what a session begins with
 * @param min not undercut, even where the network's difficulty is lower
 * @param vardiff whether the difficulty follows the miner's speed
 */
public record PortSettings(
        InetSocketAddress listen, Difficulty start, Difficulty min, Difficulty max, boolean vardiff) {
    /** @throws IllegalArgumentException unless min ≤ start ≤ max */
    public PortSettings {
        new DifficultyLimits(start, min, max, vardiff);
    }

    DifficultyLimits limits() {
        return new DifficultyLimits(start, min, max, vardiff);
    }
}
