package neman.console.view;

import java.time.Instant;

/**
 * An address that a Stratum instance does not let in.
 *
 * @param address shortened, {@code 203.0.113.x} or {@code 2001:db8:0:x}: the instance's log has it whole
 */
public record BanItem(String address, Instant endsAt) {}
