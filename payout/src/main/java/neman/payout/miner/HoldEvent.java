package neman.payout.miner;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * An account was held, or released.
 *
 * @param serial odd where it was held, even where it was released
 * @param journal what it moved; empty where there was nothing to move
 */
public record HoldEvent(
        String account, int serial, boolean held, Instant at, Decision decision, OptionalLong journal) {}
