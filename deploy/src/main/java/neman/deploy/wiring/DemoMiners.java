package neman.deploy.wiring;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Sha256;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;

/** The demo's miners: each an account of its own, over a real connection, slow enough to leave the machine usable. */
public final class DemoMiners implements AutoCloseable {
    private static final long HASHES_PER_SECOND = 30_000;
    private static final int KEY_HASH_BYTES = 20;

    private final List<CpuMiner> miners = new ArrayList<>();

    /** @param stratum where they mine */
    public DemoMiners(URI stratum, int count) {
        for (int number = 1; number <= count; number++) {
            String user = address(number) + ".rig" + number;
            MinerSettings settings = new MinerSettings(stratum, user, "x", 1, HASHES_PER_SECOND, Duration.ofSeconds(1));
            miners.add(new CpuMiner(settings, new MinerListener() {}));
        }
    }

    public void start() {
        miners.forEach(CpuMiner::start);
    }

    /** Nobody has its key: what is paid there shows as paid and goes no further. */
    public static PayoutAddress address(int number) {
        byte[] seed = ("neman demo miner " + number).getBytes(StandardCharsets.US_ASCII);
        byte[] keyHash = Arrays.copyOf(Sha256.hash(seed), KEY_HASH_BYTES);
        String text = SegwitAddress.fromHash(BitcoinNetwork.REGTEST, keyHash).toString();
        return PayoutAddress.parse(Network.SANDBOX, text);
    }

    @Override
    public void close() {
        miners.forEach(CpuMiner::close);
    }
}
