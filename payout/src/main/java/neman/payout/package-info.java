/** From a closed round to coins in the miners' wallets: ledger, settlement, maturity, payouts. */
package neman.payout;
