-- What operators ask for, beside what the payout role does by itself.

-- Every command that changes something, noted by the transaction that carries it out, also one that is refused then. What
-- became of it stands in the journals and events of the same time.
CREATE TABLE ledger.operator_command (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    operator text NOT NULL CHECK (operator <> '' AND operator !~ '[[:cntrl:]]'),
    command  text NOT NULL CHECK (command !~ '[[:cntrl:]]')
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.operator_command
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
