-- What a person has to look at. One row from its raising to its clearing; one that comes back within minutes is the same row.
-- Whoever raised it says every minute that it still stands (last_seen_at): silence clears nothing.
CREATE TABLE alarm (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    code text NOT NULL,
    subject text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('WARNING', 'CRITICAL')),
    message text NOT NULL,
    remedy text NOT NULL,
    raised_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    times integer NOT NULL CHECK (times > 0),
    -- Of what happened and is over: when it is no longer shown.
    closes_at timestamptz,
    cleared_at timestamptz,
    UNIQUE (source, code, subject, raised_at)
);

CREATE UNIQUE INDEX alarm_open ON alarm (source, code, subject) WHERE cleared_at IS NULL;
CREATE INDEX alarm_by_clearing ON alarm (cleared_at) WHERE cleared_at IS NOT NULL;
