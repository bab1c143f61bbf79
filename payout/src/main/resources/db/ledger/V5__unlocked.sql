-- A cancelled batch's input was given back in the wallet, too.
ALTER TABLE ledger.payout_input ADD COLUMN unlocked boolean NOT NULL DEFAULT false;
