package neman.deploy.endtoend;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;

/** Miners with an address each, over real connections, that remember every share they were told is accepted. */
final class TestMiners implements AutoCloseable {
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(100);

    private final List<CpuMiner> miners = new ArrayList<>();
    private final Set<Hash256> acknowledged = ConcurrentHashMap.newKeySet();

    /** Starts them. */
    TestMiners(String host, int port, int count, long hashesPerSecond) {
        for (int i = 0; i < count; i++) {
            URI url = URI.create("stratum+tcp://" + host + ":" + port);
            MinerSettings settings =
                    new MinerSettings(url, address(i) + ".rig" + i, "x", 1, hashesPerSecond, RECONNECT_DELAY);
            miners.add(new CpuMiner(settings, new MinerListener() {
                @Override
                public void onAccepted(Hash256 header) {
                    acknowledged.add(header);
                }
            }));
        }
        miners.forEach(CpuMiner::start);
    }

    /** Of miner {@code number}: P2WPKH over twenty bytes of that number. */
    static PayoutAddress address(int number) {
        byte[] program = new byte[20];
        program[19] = (byte) (number + 1);
        return PayoutAddress.parse(
                Network.SANDBOX,
                SegwitAddress.fromHash(BitcoinNetwork.REGTEST, program).toString());
    }

    /** Hashes of the headers that the pool has answered with true. */
    Set<Hash256> acknowledged() {
        return acknowledged;
    }

    /** Ends their connections; what was acknowledged stays known. */
    void stop() {
        miners.forEach(CpuMiner::close);
    }

    @Override
    public void close() {
        stop();
    }
}
