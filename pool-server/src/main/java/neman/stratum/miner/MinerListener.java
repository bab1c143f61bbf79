package neman.stratum.miner;

import java.net.URI;
import java.time.Duration;
import neman.bitcoin.Hash256;

/** What a {@link CpuMiner} tells while it runs, on its connection's thread. */
public interface MinerListener {
    /** Subscribed and authorized. */
    default void onAuthorized() {}

    /**
     * A share was accepted.
     *
     * @param header the hash of its header
     */
    default void onAccepted(Hash256 header) {}

    /** @param reason the pool's words: untrusted text */
    default void onRejected(String reason) {}

    /** The pool said to reconnect; {@code place} is where the miner will, after {@code wait}. */
    default void onSentOn(URI place, Duration wait) {}

    /** The connection ended or did not come about; another is tried after a while. */
    default void onDisconnected(String reason) {}
}
