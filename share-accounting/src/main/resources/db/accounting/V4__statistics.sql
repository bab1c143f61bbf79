-- Statistics in steps that grow with age. Each share is counted in exactly one of share_minute, share_ten_minutes,
-- share_hour and share_day: rows are moved on, never copied. A share that comes late is counted in its minute and moved
-- with the next ones. Hours and days are UTC's.

CREATE TABLE share_ten_minutes (
    worker_id bigint NOT NULL REFERENCES worker,
    began timestamptz NOT NULL,
    shares bigint NOT NULL,
    difficulty_units numeric(38, 0) NOT NULL,
    last_share_at timestamptz NOT NULL,
    PRIMARY KEY (worker_id, began)
);
CREATE INDEX share_ten_minutes_by_time ON share_ten_minutes (began);

CREATE TABLE share_hour (LIKE share_ten_minutes INCLUDING ALL);
ALTER TABLE share_hour ADD FOREIGN KEY (worker_id) REFERENCES worker;

CREATE TABLE share_day (LIKE share_ten_minutes INCLUDING ALL);
ALTER TABLE share_day ADD FOREIGN KEY (worker_id) REFERENCES worker;

-- All that each worker ever did.
CREATE VIEW share_statistics (worker_id, began, seconds, shares, difficulty_units, last_share_at) AS
    SELECT worker_id, minute, 60, shares, difficulty_units, last_share_at FROM share_minute
    UNION ALL SELECT worker_id, began, 600, shares, difficulty_units, last_share_at FROM share_ten_minutes
    UNION ALL SELECT worker_id, began, 3600, shares, difficulty_units, last_share_at FROM share_hour
    UNION ALL SELECT worker_id, began, 86400, shares, difficulty_units, last_share_at FROM share_day;

-- The whole pool, kept by the minute: a few hundred thousand rows a year.
CREATE TABLE pool_minute (
    minute timestamptz PRIMARY KEY,
    shares bigint NOT NULL,
    difficulty_units numeric(38, 0) NOT NULL
);
INSERT INTO pool_minute SELECT minute, sum(shares), sum(difficulty_units) FROM share_minute GROUP BY minute;
