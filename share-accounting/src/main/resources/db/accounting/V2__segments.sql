-- Sequenced shares, and how far each instance's journal has been sequenced.

-- The registry: whom the numbers in segments mean. Rows are only added.
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE worker (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, name)
);

-- A job's bytes as the journal writes them; segments name them by digest.
CREATE TABLE job (
    id bigint PRIMARY KEY,
    height integer NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    bytes bytea NOT NULL
);

-- Gapless: a segment begins where the one before ended. The format is described in package neman.accounting.segment.
CREATE TABLE segment (
    first_sequence bigint PRIMARY KEY CHECK (first_sequence > 0),
    last_sequence bigint NOT NULL UNIQUE CHECK (last_sequence >= first_sequence),
    digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
    bytes bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Every block record that got a number, so that none gets a second one and a barrier knows whether it still matters.
CREATE TABLE sequenced_block (
    block_hash bytea PRIMARY KEY CHECK (length(block_hash) = 32),
    sequence bigint NOT NULL UNIQUE,
    instance integer NOT NULL,
    absent_instances integer[] NOT NULL
);

-- What stands before this place in an instance's journal is in the segments.
CREATE TABLE intake_cursor (
    instance integer PRIMARY KEY,
    journal bigint NOT NULL,
    journal_offset bigint NOT NULL
);

-- Statistics, by the pool's clock: hashrate, last share. A sum of difficulty units outgrows a bigint.
CREATE TABLE share_minute (
    worker_id bigint NOT NULL REFERENCES worker,
    minute timestamptz NOT NULL,
    shares bigint NOT NULL,
    difficulty_units numeric(38, 0) NOT NULL,
    last_share_at timestamptz NOT NULL,
    PRIMARY KEY (worker_id, minute)
);

CREATE INDEX share_minute_by_minute ON share_minute (minute);
