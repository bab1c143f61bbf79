-- Days, reconciliations, and what commands ask of the payout role.

-- A closed day: its last journal, and the trial balance at that journal as an artefact. Days close in order and without gaps,
-- from the day of the first journal on. Journals belong to a day by number: from the one after the day before's last.
CREATE TABLE ledger.closed_day (
    day          date PRIMARY KEY,
    last_journal bigint NOT NULL REFERENCES ledger.journal,
    artefact     bytea NOT NULL REFERENCES ledger.artefact,
    closed_at    timestamptz NOT NULL,
    actor        text NOT NULL
);
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.closed_day
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Each comparison of the wallet with the books.
CREATE TABLE ledger.reconciliation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    books_sats  bigint,            -- empty where nothing could be compared
    wallet_sats bigint NOT NULL
);
CREATE INDEX reconciliation_by_time ON ledger.reconciliation (at) WHERE books_sats IS NOT NULL;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.reconciliation
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- What a command asks of whoever leads, because it needs the node or the wallet. Answered once.
CREATE TABLE ledger.desk_request (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('RUN', 'RECONCILE')),
    operator    text NOT NULL,
    asked_at    timestamptz NOT NULL,
    answered_at timestamptz,
    answer      text,              -- a word, for programs
    subject     bigint,            -- the batch that it started, the reconciliation that was made
    detail      text,              -- a sentence, for people
    CHECK ((answered_at IS NULL) = (answer IS NULL))
);
CREATE INDEX open_request ON ledger.desk_request (id) WHERE answered_at IS NULL;
CREATE FUNCTION ledger.answer_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL OR (NEW.id, NEW.kind, NEW.operator, NEW.asked_at)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.operator, OLD.asked_at)
    THEN
        RAISE EXCEPTION 'request % is answered', OLD.id USING ERRCODE = 'NL004';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER answered BEFORE UPDATE ON ledger.desk_request FOR EACH ROW EXECUTE FUNCTION ledger.answer_once();
CREATE TRIGGER immutable BEFORE DELETE OR TRUNCATE ON ledger.desk_request
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- As ledger.broken_journals(), for some of them: the journals after p_from, up to p_to.
CREATE FUNCTION ledger.broken_journals_between(p_from bigint, p_to bigint) RETURNS TABLE (journal_id bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT wanted FROM generate_series(p_from + 1, p_to) AS wanted
    LEFT JOIN ledger.journal j ON j.id = wanted
    LEFT JOIN ledger.journal before ON before.id = wanted - 1
    WHERE j.id IS NULL
       OR j.previous_hash <> coalesce(before.leaf_hash, decode(repeat('00', 32), 'hex'))
       OR j.evidence_sha256 <> sha256(convert_to(j.evidence, 'UTF8'))
       OR j.leaf_hash <> ledger.journal_leaf_hash(j)
       OR (SELECT coalesce(sum(e.amount_sat), 1) FROM ledger.entry e WHERE e.journal_id = j.id) <> 0
    ORDER BY wanted
$$;

CREATE VIEW ledger.audit_closed_day AS
    SELECT d.day, d.last_journal, d.closed_at, d.actor, encode(a.digest, 'hex') AS digest, a.body
    FROM ledger.closed_day d JOIN ledger.artefact a ON a.digest = d.artefact;
