-- One row: up to which block each transaction by which the wallet paid somebody is one of these books. A backup's is where its
-- payments were looked at last, so what it forgot is found whatever coins were spent for it.
CREATE TABLE ledger.wallet_scan (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    height     integer NOT NULL,
    block_hash text NOT NULL
);
INSERT INTO ledger.wallet_scan (height, block_hash) SELECT height, block_hash FROM ledger.chain_scan;
GRANT SELECT, INSERT, UPDATE ON ledger.wallet_scan TO neman_app;
