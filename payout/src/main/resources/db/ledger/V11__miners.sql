-- What an operator or a miner decided about one account. Both only grow; the row with the highest serial is in force.

-- Odd serials hold the account, even ones release it.
CREATE TABLE ledger.miner_hold (
    account    text COLLATE "C" NOT NULL,
    serial     integer NOT NULL CHECK (serial > 0),
    held       boolean NOT NULL CHECK (held = (serial % 2 = 1)),
    at         timestamptz NOT NULL,
    operator   text NOT NULL,
    reason     text NOT NULL,
    journal_id bigint REFERENCES ledger.journal, -- empty where there was nothing to move
    PRIMARY KEY (account, serial)
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.miner_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE TABLE ledger.miner_terms (
    account               text COLLATE "C" NOT NULL,
    serial                integer NOT NULL CHECK (serial > 0),
    minimum_sats          bigint CHECK (minimum_sats > 0), -- empty: the pool's
    donation_basis_points integer NOT NULL CHECK (donation_basis_points BETWEEN 0 AND 10000),
    after_sequence        bigint NOT NULL, -- the donation is taken from blocks of a higher sequence number
    at                    timestamptz NOT NULL,
    operator              text NOT NULL, -- 'miner' where the miner signed it
    reason                text NOT NULL, -- the operator's, or the signature
    PRIMARY KEY (account, serial)
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.miner_terms
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

GRANT SELECT, INSERT ON ledger.miner_hold, ledger.miner_terms TO neman_app;

CREATE VIEW ledger.audit_miner_hold AS SELECT * FROM ledger.miner_hold;
CREATE VIEW ledger.audit_miner_terms AS SELECT * FROM ledger.miner_terms;
GRANT SELECT ON ledger.audit_miner_hold, ledger.audit_miner_terms TO neman_auditor;
