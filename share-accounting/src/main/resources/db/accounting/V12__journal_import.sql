-- Who puts exported shares back: one in the whole pool, for two would not see what the other has journaled and nobody has
-- counted yet. A row is open until all that its import journaled is counted, however often the process ends before.
CREATE TABLE journal_import (
    instance integer PRIMARY KEY REFERENCES instance,
    -- Host and directory, for people.
    place text NOT NULL,
    open boolean NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX journal_import_open ON journal_import (open) WHERE open;
