/**
 * What holds for one miner: his own terms, holds, the deny-list, and whether he may be paid now.
 *
 * <p>Knows the ledger and nothing else of payout.
 */
package neman.payout.miner;
