-- Frozen windows: what each block found is to be divided by. Written once, in the transaction that sequences the block.

CREATE TABLE round (
    block_sequence bigint PRIMARY KEY CHECK (block_sequence > 0),
    -- In header order; one block makes one round, however often it is reported.
    block_hash bytea NOT NULL UNIQUE CHECK (length(block_hash) = 32),
    height integer NOT NULL CHECK (height >= 0),
    finder_account text NOT NULL,
    finder_worker text NOT NULL,
    -- Whether the winning share itself counts (in the windows of later blocks).
    credited boolean NOT NULL,
    coinbase_value_sats bigint NOT NULL CHECK (coinbase_value_sats >= 0),
    -- Instances that had not passed the block's barrier in time.
    absent_instances integer[] NOT NULL,
    found_at timestamptz NOT NULL,
    scheme text NOT NULL,
    window_size numeric NOT NULL,
    policy_version integer NOT NULL,
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    edge_numerator numeric NOT NULL,
    edge_denominator numeric NOT NULL,
    capacity numeric NOT NULL,
    window_digest text NOT NULL CHECK (window_digest ~ '^[0-9a-f]{64}$'),
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX round_by_height ON round (height);

-- The work of one account in the window: a sum of units x target, see package neman.accounting.reward.
CREATE TABLE round_share (
    block_sequence bigint NOT NULL REFERENCES round,
    account text NOT NULL,
    work numeric NOT NULL CHECK (work > 0),
    PRIMARY KEY (block_sequence, account)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % only grows: % is refused', TG_TABLE_NAME, TG_OP;
END
$$;

CREATE TRIGGER round_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON round
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER round_share_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON round_share
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
