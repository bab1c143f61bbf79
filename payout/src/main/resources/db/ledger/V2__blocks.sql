-- The pool's blocks from the round's close to their end, and how each reward was split.

-- Content-addressed canonical JSON: what an outsider needs to recompute a split.
CREATE TABLE ledger.artefact (
    digest bytea PRIMARY KEY,
    kind   text NOT NULL,
    body   text NOT NULL,
    CHECK (digest = sha256(convert_to(body, 'UTF8')))
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.artefact
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- WAITING    the round is closed, no node has shown the block in its chain: nothing is booked
-- PENDING    booked; the coinbase is immature
-- AVAILABLE  matured; the miners' parts can be paid
-- ORPHANED   another block stands at its height: what was booked is reversed
-- REJECTED   no node knows the block, and its height is buried: an alarm, nothing booked
CREATE TABLE ledger.block (
    block_hash       text COLLATE "C" PRIMARY KEY CHECK (block_hash ~ '^[0-9a-f]{64}$'), -- display order
    height           integer NOT NULL,
    block_sequence   bigint NOT NULL UNIQUE,
    found_at         timestamptz NOT NULL,
    finder_account   text NOT NULL,
    finder_worker    text NOT NULL,
    fee_basis_points integer NOT NULL CHECK (fee_basis_points BETWEEN 0 AND 10000), -- in force when the round was read
    state            text NOT NULL CHECK (state IN ('WAITING', 'PENDING', 'AVAILABLE', 'ORPHANED', 'REJECTED')),
    bookings         integer NOT NULL DEFAULT 0, -- how often it was booked: more than once when a chain came back
    booked_journal   bigint REFERENCES ledger.journal, -- the booking in force
    artefact         bytea REFERENCES ledger.artefact,
    coinbase_txid    text,
    reward_sats      bigint,
    fee_sats         bigint,
    continuity_sats  bigint,
    CHECK (reward_sats IS NULL OR artefact IS NOT NULL)
);
CREATE INDEX block_by_state ON ledger.block (state, height);

-- A block's split never changes: booked again, it is booked alike.
CREATE TABLE ledger.allocation (
    block_hash text COLLATE "C" NOT NULL REFERENCES ledger.block,
    account    text COLLATE "C" NOT NULL,
    sats       bigint NOT NULL CHECK (sats > 0),
    PRIMARY KEY (block_hash, account)
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.allocation
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TABLE ledger.block_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    block_hash text COLLATE "C" NOT NULL REFERENCES ledger.block,
    state      text NOT NULL,
    at         timestamptz NOT NULL,
    journal_id bigint REFERENCES ledger.journal
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.block_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- One row: the tip that the last pass over the blocks saw. Confirmations are shown against it.
CREATE TABLE ledger.chain_tip (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    height     integer NOT NULL,
    block_hash text NOT NULL,
    seen_at    timestamptz NOT NULL
);

-- What an operator has to look at. One open row for a code and subject; its remedy is a sentence for him.
CREATE TABLE ledger.alarm (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text NOT NULL,
    subject      text NOT NULL,
    severity     text NOT NULL CHECK (severity IN ('WARNING', 'CRITICAL')),
    message      text NOT NULL,
    remedy       text NOT NULL,
    raised_at    timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    cleared_at   timestamptz
);
CREATE UNIQUE INDEX one_open_alarm ON ledger.alarm (code, subject) WHERE cleared_at IS NULL;
