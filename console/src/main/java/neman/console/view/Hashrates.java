package neman.console.view;

import java.math.BigInteger;

/** Hashes per second over times that end now, as the accountant last published them. */
public record Hashrates(BigInteger minute, BigInteger tenMinutes, BigInteger hour, BigInteger day) {}
