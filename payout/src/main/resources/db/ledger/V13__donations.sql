-- Of a part of a block, what its miner leaves to the pool: out of sats, which stays what the split gave him.
ALTER TABLE ledger.allocation
    ADD COLUMN donation_sats bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT donated_out_of_the_part CHECK (donation_sats BETWEEN 0 AND sats);
