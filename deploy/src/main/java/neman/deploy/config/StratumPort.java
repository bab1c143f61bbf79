package neman.deploy.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import neman.bitcoin.Difficulty;
import neman.stratum.transport.PortTransport;

/**
 * One address on which miners are served.
 *
 * @param listen unresolved; port 0 takes any free one
 * @param startDifficulty of a connection that asks for none
 * @param minDifficulty holds even where the network's is lower
 * @param vardiff whether a connection's difficulty follows its hashrate
 * @param shareInterval the mean time between two shares of one connection, where it does
 * @param transport what is spoken below the lines; its certificate could be read when the file was
 */
public record StratumPort(
        InetSocketAddress listen,
        Difficulty startDifficulty,
        Difficulty minDifficulty,
        Difficulty maxDifficulty,
        boolean vardiff,
        Duration shareInterval,
        PortTransport transport) {
    /** A port of plain TCP. */
    public StratumPort(
            InetSocketAddress listen,
            Difficulty startDifficulty,
            Difficulty minDifficulty,
            Difficulty maxDifficulty,
            boolean vardiff,
            Duration shareInterval) {
        this(listen, startDifficulty, minDifficulty, maxDifficulty, vardiff, shareInterval, PortTransport.PLAIN);
    }
}
