-- Payout batches. Each change of state is one transaction together with its journal, where money moves, and its event.
--
-- RESERVED   items taken from the miners' available balances
-- BUILT      inputs chosen and recorded; a PSBT exists
-- APPROVED   enough operators signed the batch's digest
-- SIGNED     the complete bytes and the txid are stored; nothing was sent before this committed
-- BROADCAST  a node took the bytes
-- SEEN       a node shows the transaction
-- CONFIRMED  in a block of the active chain; falls back to SEEN when that block leaves it
-- SETTLED    buried deep enough: the miners are paid
-- CANCELLED  given back to the miners; only before SIGNED
CREATE TABLE ledger.payout_batch (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state            text NOT NULL CHECK (state IN ('RESERVED', 'BUILT', 'APPROVED', 'SIGNED', 'BROADCAST', 'SEEN',
                         'CONFIRMED', 'SETTLED', 'CANCELLED')),
    created_at       timestamptz NOT NULL,
    total_sats       bigint NOT NULL CHECK (total_sats > 0),
    output_count     integer NOT NULL CHECK (output_count BETWEEN 1 AND 500),
    psbt             text,           -- unsigned, base64
    fee_sats         bigint CHECK (fee_sats >= 0),
    change_script    bytea,          -- with its amount: empty where the inputs fit exactly
    change_sats      bigint CHECK (change_sats >= 0),
    digest           bytea,          -- SHA-256 over the canonical JSON of inputs, outputs, change and fee: what is approved
    transaction      bytea,          -- the signed bytes; sent again as they are, never signed anew
    txid             text UNIQUE,
    change_vout      integer,        -- where the change stands in the signed transaction
    block_hash       text,           -- the block that confirms it, while CONFIRMED or SETTLED
    block_height     integer,
    stopped          text,           -- why it waits for a person; nothing moves while this is set
    CHECK (state IN ('RESERVED', 'CANCELLED') OR (psbt IS NOT NULL AND digest IS NOT NULL)),
    CHECK (state IN ('RESERVED', 'BUILT', 'APPROVED', 'CANCELLED') OR (transaction IS NOT NULL AND txid IS NOT NULL)),
    CHECK (state NOT IN ('CONFIRMED', 'SETTLED') OR (block_hash IS NOT NULL AND block_height IS NOT NULL))
);

-- Once bytes are stored they are the only ones: at most one transaction of a batch can ever confirm.
CREATE FUNCTION ledger.keep_signed_bytes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.transaction IS NOT NULL
       AND (NEW.transaction IS DISTINCT FROM OLD.transaction OR NEW.txid IS DISTINCT FROM OLD.txid
            OR NEW.state IN ('RESERVED', 'BUILT', 'APPROVED', 'CANCELLED'))
    THEN
        RAISE EXCEPTION 'payout % is signed: its bytes stay', OLD.id USING ERRCODE = 'NL004';
    END IF;
    IF OLD.state IN ('SETTLED', 'CANCELLED') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'payout % is %', OLD.id, OLD.state USING ERRCODE = 'NL004';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER signed_bytes BEFORE UPDATE ON ledger.payout_batch
    FOR EACH ROW EXECUTE FUNCTION ledger.keep_signed_bytes();
CREATE TRIGGER immutable BEFORE DELETE OR TRUNCATE ON ledger.payout_batch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TABLE ledger.payout_item (
    batch_id bigint NOT NULL REFERENCES ledger.payout_batch,
    account  text COLLATE "C" NOT NULL,
    sats     bigint NOT NULL CHECK (sats > 0),
    PRIMARY KEY (batch_id, account)
);
CREATE INDEX payout_item_by_account ON ledger.payout_item (account, batch_id);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.payout_item
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TABLE ledger.payout_input (
    batch_id bigint NOT NULL REFERENCES ledger.payout_batch,
    txid     text NOT NULL,
    vout     integer NOT NULL,
    sats     bigint NOT NULL CHECK (sats > 0),
    live     boolean NOT NULL DEFAULT true, -- false once the batch was cancelled
    PRIMARY KEY (batch_id, txid, vout)
);
CREATE UNIQUE INDEX one_live_spender ON ledger.payout_input (txid, vout) WHERE live;

CREATE TABLE ledger.payout_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   bigint NOT NULL REFERENCES ledger.payout_batch,
    state      text NOT NULL,
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    journal_id bigint REFERENCES ledger.journal
);
CREATE INDEX payout_event_by_batch ON ledger.payout_event (batch_id, id);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.payout_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Ed25519 signatures of operators over a batch's digest.
CREATE TABLE ledger.payout_approval (
    batch_id   bigint NOT NULL REFERENCES ledger.payout_batch,
    public_key bytea NOT NULL, -- X.509 SubjectPublicKeyInfo
    signature  bytea NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (batch_id, public_key)
);

-- Coinbase outputs to the pool's script that the chain showed. Whatever spends one of them, or the change of a payout, must be
-- a payout of ours, or no new run starts: a database restored from an old backup pays nobody twice.
CREATE TABLE ledger.pool_output (
    txid   text NOT NULL,
    vout   integer NOT NULL,
    sats   bigint NOT NULL,
    height integer NOT NULL,
    PRIMARY KEY (txid, vout)
);

-- One row: how far the chain was read for pool_output. It begins at the tip that the first start of this ledger saw.
CREATE TABLE ledger.chain_scan (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    height     integer NOT NULL,
    block_hash text NOT NULL
);

-- Spends that an operator made by hand and answers for.
CREATE TABLE ledger.acknowledged_spend (
    txid   text NOT NULL,
    vout   integer NOT NULL,
    actor  text NOT NULL,
    reason text NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (txid, vout)
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.acknowledged_spend
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
