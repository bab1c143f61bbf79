-- The sums of the PPLNS window as they stood behind a committed number, so that a start need not read all of a window's
-- segments. A copy of what the segments say: any row may be deleted at any time. Only the newest two are kept.
CREATE TABLE window_checkpoint (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    capacity numeric NOT NULL,
    -- Package neman.accounting.reward, WindowCheckpoint: canonical text in UTF-8, and its SHA-256.
    body bytea NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32)
);
