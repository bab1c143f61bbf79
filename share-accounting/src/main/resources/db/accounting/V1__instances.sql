-- Who leads, and which stratum instances there are.

-- One row a role. A leader remembers the epoch that it took over with; whoever takes over raises it, and every
-- transaction of a leader compares it, so that an old leader whose connections live on can write nothing.
CREATE TABLE leader (
    role text PRIMARY KEY,
    epoch bigint NOT NULL CHECK (epoch > 0),
    holder text NOT NULL,
    acquired_at timestamptz NOT NULL DEFAULT now()
);

-- A number stands in the highest byte of extranonce1 and in every coinbase, so there are 256 of them. It belongs to one
-- data directory (token) for good: the journal there may hold shares that nobody else has.
CREATE TABLE instance (
    number integer PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
    token uuid NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('RUNNING', 'STOPPED')),
    start_counter integer NOT NULL CHECK (start_counter >= 0),
    changed_at timestamptz NOT NULL DEFAULT now()
);
