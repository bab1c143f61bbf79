package neman.stratum.server;

import java.net.InetSocketAddress;
import neman.bitcoin.Difficulty;
import neman.stratum.session.DifficultyLimits;
import neman.stratum.transport.PortTransport;
import neman.stratum.vardiff.VardiffSettings;

/**
 * One address to listen on.
 *
 * @param start what a session begins with
 * @param min not undercut, even where the network's difficulty is lower
 * @param vardiff whether the difficulty follows the miner's speed
 * @param settings how, where it does
 * @param transport what is spoken below the lines
 */
public record PortSettings(
        InetSocketAddress listen,
        Difficulty start,
        Difficulty min,
        Difficulty max,
        boolean vardiff,
        VardiffSettings settings,
        PortTransport transport) {
    /** @throws IllegalArgumentException unless min ≤ start ≤ max */
    public PortSettings {
        new DifficultyLimits(start, min, max, vardiff, settings);
    }

    /** A port of plain TCP, with the usual share interval. */
    public PortSettings(InetSocketAddress listen, Difficulty start, Difficulty min, Difficulty max, boolean vardiff) {
        this(listen, start, min, max, vardiff, VardiffSettings.DEFAULT, PortTransport.PLAIN);
    }

    DifficultyLimits limits() {
        return new DifficultyLimits(start, min, max, vardiff, settings);
    }
}
