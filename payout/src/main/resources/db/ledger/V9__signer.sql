-- What an offline signer brought back for a batch's PSBT: the wallet adds what it can, and the result is checked as ever.
ALTER TABLE ledger.payout_batch ADD COLUMN imported_psbt text;
