package neman.payout.miner;

import java.time.Instant;

/**
 * One row of an account's history.
 *
 * @param serial from 1, without gaps
 * @param afterSequence donations are taken from blocks whose sequence number is higher
 * @param operator who entered it; {@link TermsBook#MINER} where the miner signed it
 * @param reason the operator's, or the miner's signature
 */
public record TermsChange(
        int serial, MinerTerms terms, long afterSequence, Instant at, String operator, String reason) {}
