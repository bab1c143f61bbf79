/**
 * Who earned what, as pure functions on exact integers: the PPLNS window and the split of a block's reward, policy version 1.
 *
 * <p>The weight of a share in units of expected blocks is difficulty × network target ÷ diff1. With the difficulty in
 * multiples of 2^-32 that is {@code units × target(nbits)} over the one denominator {@code 2^32 × diff1}, so all weights
 * are kept as the integers {@code units × target}, called work, and a window of X expected blocks holds exactly
 * {@code X × 2^32 × diff1} of it. Measuring in expected blocks rather than in difficulty makes the window hop-proof across
 * retargets (M. Rosenfeld, "Analysis of Bitcoin Pooled Mining Reward Systems", unit-PPLNS).
 */
package neman.accounting.reward;
