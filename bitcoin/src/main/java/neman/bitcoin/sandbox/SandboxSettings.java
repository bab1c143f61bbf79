package neman.bitcoin.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import neman.bitcoin.Target;

/**
 * @param directory holds the chain, the port and the cookie; belongs to one process at a time
 * @param seed makes the genesis block and the wallet's keys
 * @param rpcPort on the loopback address; 0 for any free one, the same at each start unless it is taken
 * @param nbits every block's target in compact form
 * @param otherBlocksEvery the pace of other people's blocks; zero for none but those that {@link SandboxControls} asks for
 * @param clock gives the times of templates and of other people's blocks
 */
public record SandboxSettings(
        Path directory, long seed, int rpcPort, int nbits, Duration otherBlocksEvery, InstantSource clock) {
    /** About 2^18 hashes a block: a fraction of a second on one core. */
    public static final int DEFAULT_NBITS = 0x1e3fffff;

    /** About 2 hashes a block: regtest's target, for tests. */
    public static final int EASIEST_NBITS = 0x207fffff;

    /** @throws IllegalArgumentException where a value is out of its bounds */
    public SandboxSettings {
        if (rpcPort < 0 || rpcPort > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + rpcPort);
        }
        if (otherBlocksEvery.isNegative()) {
            throw new IllegalArgumentException("other people's blocks come at intervals of zero or more");
        }
        Target.ofCompact(nbits);
    }

    public static SandboxSettings defaults(Path directory) {
        return new SandboxSettings(directory, 1, 0, DEFAULT_NBITS, Duration.ZERO, InstantSource.system());
    }

    public SandboxSettings withSeed(long changed) {
        return new SandboxSettings(directory, changed, rpcPort, nbits, otherBlocksEvery, clock);
    }

    public SandboxSettings withRpcPort(int changed) {
        return new SandboxSettings(directory, seed, changed, nbits, otherBlocksEvery, clock);
    }

    public SandboxSettings withNbits(int changed) {
        return new SandboxSettings(directory, seed, rpcPort, changed, otherBlocksEvery, clock);
    }

    public SandboxSettings withOtherBlocksEvery(Duration changed) {
        return new SandboxSettings(directory, seed, rpcPort, nbits, changed, clock);
    }

    public SandboxSettings withClock(InstantSource changed) {
        return new SandboxSettings(directory, seed, rpcPort, nbits, otherBlocksEvery, changed);
    }
}
