package neman.accounting.intake;

import java.time.Duration;
import neman.bitcoin.Network;

/**
 * @param barrierTimeout how long a block waits for every running instance's barrier
 * @param segmentInterval shares wait about this long for others of their segment
 * @param segmentShares a segment is closed earlier when it has as many
 */
public record IntakeSettings(Network network, Duration barrierTimeout, Duration segmentInterval, int segmentShares) {
    public static IntakeSettings of(Network network) {
        return new IntakeSettings(network, Duration.ofSeconds(10), Duration.ofSeconds(1), 10_000);
    }
}
