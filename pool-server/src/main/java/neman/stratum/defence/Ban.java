package neman.stratum.defence;

/**
 * An address that is not let in.
 *
 * @param address shortened, for it is shown: enough to find it in the log, which has it whole
 */
public record Ban(String address, long endsAtMillis) {}
