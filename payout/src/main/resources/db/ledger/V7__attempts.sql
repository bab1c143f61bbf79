-- What became of signed transactions, matched by the coins that they spend: replacements, displacement, return.
--
-- Two more states of a batch:
-- DISPLACED  a coin that it spends is gone in the active chain, by another transaction or with the block that made it
-- RELEASED   it stayed so for 100 blocks: the items are the miners' again

-- Every transaction that was ever signed for a batch. All spend the same coins, so at most one of them can confirm. The one in
-- force stands in payout_batch, too: the last that was signed, or the one that confirmed.
CREATE TABLE ledger.payout_attempt (
    batch_id      bigint NOT NULL REFERENCES ledger.payout_batch,
    attempt       integer NOT NULL CHECK (attempt > 0),
    transaction   bytea NOT NULL,
    txid          text NOT NULL UNIQUE,
    fee_sats      bigint NOT NULL CHECK (fee_sats >= 0),
    change_script bytea,
    change_sats   bigint NOT NULL CHECK (change_sats >= 0),
    change_vout   integer,
    digest        bytea NOT NULL,
    PRIMARY KEY (batch_id, attempt)
);
INSERT INTO ledger.payout_attempt
    SELECT id, 1, transaction, txid, fee_sats, change_script, coalesce(change_sats, 0), change_vout, digest
    FROM ledger.payout_batch WHERE transaction IS NOT NULL;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.payout_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

ALTER TABLE ledger.payout_batch
    ADD COLUMN exported_at      timestamptz, -- its PSBT left the pool: somebody may sign it
    ADD COLUMN displaced_height integer,     -- the tip at which it was found displaced
    ADD COLUMN displaced_hash   text,
    DROP CONSTRAINT payout_batch_state_check,
    DROP CONSTRAINT payout_batch_check,
    DROP CONSTRAINT payout_batch_check1,
    ADD CONSTRAINT known_state CHECK (state IN ('RESERVED', 'BUILT', 'APPROVED', 'SIGNED', 'BROADCAST', 'SEEN',
        'CONFIRMED', 'SETTLED', 'CANCELLED', 'DISPLACED', 'RELEASED')),
    ADD CONSTRAINT built_has_terms CHECK (state IN ('RESERVED', 'CANCELLED') OR (psbt IS NOT NULL AND digest IS NOT NULL)),
    ADD CONSTRAINT signed_has_bytes CHECK (state IN ('RESERVED', 'BUILT', 'APPROVED', 'CANCELLED')
        OR (transaction IS NOT NULL AND txid IS NOT NULL)),
    ADD CONSTRAINT displaced_has_place CHECK (state NOT IN ('DISPLACED', 'RELEASED')
        OR (displaced_height IS NOT NULL AND displaced_hash IS NOT NULL));

-- Once bytes are stored, others come only beside them, and nothing is given back but what the chain made impossible.
CREATE OR REPLACE FUNCTION ledger.keep_signed_bytes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.transaction IS NOT NULL
       AND (NEW.state IN ('RESERVED', 'CANCELLED')
            OR NEW.transaction IS NULL
            OR NEW.txid IS DISTINCT FROM OLD.txid
               AND NOT EXISTS (SELECT FROM ledger.payout_attempt a WHERE a.batch_id = OLD.id AND a.txid = NEW.txid
                               AND a.transaction = NEW.transaction)
            OR NEW.txid = OLD.txid AND NEW.transaction <> OLD.transaction)
    THEN
        RAISE EXCEPTION 'payout % is signed: its bytes stay', OLD.id USING ERRCODE = 'NL004';
    END IF;
    IF OLD.state IN ('CANCELLED', 'RELEASED') AND NEW.state <> OLD.state
       OR OLD.state = 'SETTLED' AND NEW.state NOT IN ('SETTLED', 'SEEN')
       OR NEW.state = 'RELEASED' AND OLD.state NOT IN ('DISPLACED', 'RELEASED')
    THEN
        RAISE EXCEPTION 'payout % is %', OLD.id, OLD.state USING ERRCODE = 'NL004';
    END IF;
    RETURN NEW;
END
$$;

-- An operator approves each replacement anew.
ALTER TABLE ledger.payout_approval DROP CONSTRAINT payout_approval_pkey,
    ADD PRIMARY KEY (batch_id, public_key, signature);

-- The active chain as far as it was followed: as many of the last blocks as a reorganisation could take away.
CREATE TABLE ledger.chain_block (
    height     integer PRIMARY KEY,
    block_hash text NOT NULL
);

-- Which transaction of the active chain spends a coin that the books know.
CREATE TABLE ledger.coin_spend (
    txid       text NOT NULL,
    vout       integer NOT NULL,
    spender    text NOT NULL,
    height     integer NOT NULL,
    block_hash text NOT NULL,
    PRIMARY KEY (txid, vout)
);
CREATE INDEX coin_spend_by_height ON ledger.coin_spend (height);
CREATE INDEX pool_output_by_height ON ledger.pool_output (height);
CREATE INDEX payout_input_by_coin ON ledger.payout_input (txid, vout);

-- A ledger that followed the chain before spends were noted reads the last blocks again.
INSERT INTO ledger.chain_block (height, block_hash)
    SELECT greatest(height - 1000, 0), 'before' FROM ledger.chain_scan;
UPDATE ledger.chain_scan SET height = greatest(height - 1000, 0), block_hash = 'before';

CREATE OR REPLACE PROCEDURE ledger.grant_application(p_role text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', p_role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO %I', p_role);
    EXECUTE format('GRANT INSERT ON ledger.artefact, ledger.allocation, ledger.block_event, ledger.payout_item,'
        || ' ledger.payout_event, ledger.payout_approval, ledger.payout_attempt, ledger.acknowledged_spend TO %I', p_role);
    EXECUTE format('GRANT INSERT, UPDATE ON ledger.block, ledger.chain_tip, ledger.alarm, ledger.payout_batch,'
        || ' ledger.payout_input, ledger.chain_scan TO %I', p_role);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ledger.pool_output, ledger.chain_block, ledger.coin_spend TO %I', p_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.append TO %I', p_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.keep_signed_bytes, ledger.refuse_change TO %I', p_role);
END
$$;
