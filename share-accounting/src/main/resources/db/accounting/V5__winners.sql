-- The number of the winning share itself, which comes behind its block: null until it has come, 0 where it is not credited.
-- A scheme that divides a block by its winning share, too, must not count that share for the next block.
ALTER TABLE sequenced_block ADD COLUMN winner_sequence bigint;
UPDATE sequenced_block SET winner_sequence = 0;

-- The work of a segment's shares, from which it is seen how far back a window reaches, and the greatest height of their jobs,
-- which tells a segment's age in blocks. Null in segments from before.
ALTER TABLE segment ADD COLUMN work numeric;
ALTER TABLE segment ADD COLUMN height integer;
CREATE INDEX segment_by_height ON segment (height);

-- Null where retention has dropped them; the digest stays.
ALTER TABLE segment ALTER COLUMN bytes DROP NOT NULL;
CREATE INDEX segment_with_bytes ON segment (first_sequence) WHERE bytes IS NOT NULL;
