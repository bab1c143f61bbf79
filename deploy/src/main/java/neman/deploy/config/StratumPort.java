package neman.deploy.config;

import java.net.InetSocketAddress;
import neman.bitcoin.Difficulty;

/**
 * One address on which miners are served.
 *
 * @param listen unresolved; port 0 takes any free one
 * @param startDifficulty of a connection that asks for none
 * @param minDifficulty holds even where the network's is lower
 */
public record StratumPort(
        InetSocketAddress listen,
        Difficulty startDifficulty,
        Difficulty minDifficulty,
        Difficulty maxDifficulty,
        boolean vardiff) {}
