-- By which rule blocks are divided, and from which number on. A new version when the accountant starts with another rule
-- than the newest one; a block is divided by the newest version that begins at or before the block's own number. Two
-- versions may begin at one number: no share came between, and the earlier one divided nothing.
CREATE TABLE reward_terms (
    version integer PRIMARY KEY CHECK (version > 0),
    first_sequence bigint NOT NULL CHECK (first_sequence > 0),
    scheme text NOT NULL,
    window_size numeric NOT NULL,
    -- Of the arithmetic.
    policy_version integer NOT NULL,
    fee_basis_points integer NOT NULL CHECK (fee_basis_points BETWEEN 0 AND 10000),
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER reward_terms_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON reward_terms
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Null in rounds from before: their fee is the one that the payout role was configured with.
ALTER TABLE round ADD COLUMN terms_version integer REFERENCES reward_terms;
