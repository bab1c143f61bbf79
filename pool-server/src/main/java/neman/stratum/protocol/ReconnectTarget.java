package neman.stratum.protocol;

/**
 * Where a miner is to go. cgminer follows only to a host whose name agrees with the pool's after the first dot; some firmware
 * ignores the target and comes back to the pool of its settings.
 *
 * @param host name or address
 * @param port 1 … 65535
 * @param waitSeconds before it connects
 */
public record ReconnectTarget(String host, int port, int waitSeconds) {
    public ReconnectTarget {
        if (host.isBlank() || port < 1 || port > 65_535 || waitSeconds < 0) {
            throw new IllegalArgumentException(
                    "a miner cannot be sent to '" + host + "' port " + port + " in " + waitSeconds + " s");
        }
    }
}
