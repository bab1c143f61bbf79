-- The double-entry ledger. It only grows: journals are immutable, gapless, idempotent by key and hash-chained; a mistake is
-- corrected by a journal that reverses it. Amounts are whole satoshis in a bigint, debit positive, credit negative.
--
-- Errors that the functions below raise (SQLSTATE class NL):
--   NL001 an account that must not be overdrawn would be
--   NL002 an idempotency key was used before, for another content
--   NL003 a journal does not balance, or its lines are not what it says
--   NL004 something that only grows was to be changed
--   NL005 unknown account

CREATE TABLE ledger.account (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[a-z-]+(:[A-Za-z0-9-]+)+$'),
    kind         text NOT NULL CHECK (kind IN ('asset', 'liability', 'equity', 'income', 'expense')),
    non_negative boolean NOT NULL, -- on its normal side: debit for assets and expenses, credit for the others
    party        text COLLATE "C"  -- the miner's canonical address, where the account is a miner's
);

CREATE TABLE ledger.journal (
    id              bigint PRIMARY KEY CHECK (id > 0),
    idempotency_key text COLLATE "C" NOT NULL UNIQUE CHECK (idempotency_key !~ '\n'),
    kind            text COLLATE "C" NOT NULL CHECK (kind ~ '^[a-z-]+$'),
    event_time      timestamptz NOT NULL, -- the pool's clock: when it happened
    recorded_time   timestamptz NOT NULL, -- the database's clock: when it was written
    actor           text NOT NULL CHECK (actor !~ '\n'),
    policy_version  integer NOT NULL,
    reverses        bigint UNIQUE REFERENCES ledger.journal,
    evidence        text NOT NULL CHECK (jsonb_typeof(evidence::jsonb) = 'object'), -- canonical JSON, kept byte for byte
    evidence_sha256 bytea NOT NULL,
    line_count      integer NOT NULL CHECK (line_count >= 2),
    previous_hash   bytea NOT NULL,
    leaf_hash       bytea NOT NULL UNIQUE
);

CREATE TABLE ledger.entry (
    journal_id bigint NOT NULL REFERENCES ledger.journal,
    line       integer NOT NULL CHECK (line > 0),
    account_id bigint NOT NULL REFERENCES ledger.account,
    amount_sat bigint NOT NULL CHECK (amount_sat <> 0),
    PRIMARY KEY (journal_id, line),
    UNIQUE (journal_id, account_id)
);
CREATE INDEX entry_by_account ON ledger.entry (account_id, journal_id);

-- Derived from the entries and never the authority: ledger.wrong_balances() recomputes it.
CREATE TABLE ledger.balance (
    account_id bigint PRIMARY KEY REFERENCES ledger.account,
    amount_sat bigint NOT NULL
);

-- One row. Who appends locks it, so ids have no gaps and the hash chain no forks.
CREATE TABLE ledger.head (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    journal_id bigint NOT NULL,
    leaf_hash  bytea NOT NULL
);
INSERT INTO ledger.head (journal_id, leaf_hash) VALUES (0, decode(repeat('00', 32), 'hex'));

INSERT INTO ledger.account (code, kind, non_negative) VALUES
    ('asset:coinbase-immature',  'asset',   true),  -- rewards that the chain does not let anyone spend yet
    ('asset:hot',                'asset',   true),  -- the paying wallet
    ('asset:cold',               'asset',   true),
    ('asset:payout-in-flight',   'asset',   true),  -- signed away, not yet buried in the chain
    ('equity:pplns-continuity',  'equity',  true),  -- the part of a young window that no share earned
    ('equity:owner',             'equity',  false), -- deposits and fee withdrawals
    ('equity:reorg-loss',        'equity',  false), -- paid to miners from blocks that left the chain afterwards
    ('income:pool-fee',          'income',  false),
    ('income:donation',          'income',  false),
    ('expense:network-fee',      'expense', true),
    ('suspense:reconcile',       'asset',   false); -- must be 0 to close a day

-- The bytes that a journal's leaf hash covers: lines of UTF-8 text, each ended by LF. They name every field but the leaf hash.
CREATE FUNCTION ledger.journal_bytes(p ledger.journal) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT convert_to(
        concat_ws(E'\n',
            'neman journal v1', p.id, p.idempotency_key, p.kind,
            to_char(p.event_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            to_char(p.recorded_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            p.actor, p.policy_version, coalesce(p.reverses::text, '-'),
            encode(p.evidence_sha256, 'hex'), p.line_count, encode(p.previous_hash, 'hex'))
        || E'\n'
        || (SELECT coalesce(string_agg(e.line || ' ' || a.code || ' ' || e.amount_sat || E'\n', '' ORDER BY e.line), '')
            FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id WHERE e.journal_id = p.id),
        'UTF8')
$$;

-- RFC 6962's leaf hash of those bytes.
CREATE FUNCTION ledger.journal_leaf_hash(p ledger.journal) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256('\x00'::bytea || ledger.journal_bytes(p))
$$;

-- A miner's accounts open themselves at their first use; every other code stands in the chart above.
CREATE FUNCTION ledger.open_miner_accounts(p_codes text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ledger.account (code, kind, non_negative, party)
    SELECT code, 'liability', true, split_part(code, ':', 3)
    FROM (SELECT DISTINCT unnest(p_codes) COLLATE "C" AS code) AS wanted
    WHERE code ~ '^liability:miner:[A-Za-z0-9]+:(pending|available|held|in-payout)$'
      AND NOT EXISTS (SELECT FROM ledger.account a WHERE a.code = wanted.code)
    ORDER BY code
$$;

CREATE FUNCTION ledger.refuse_other_content(
    p_journal bigint, p_kind text, p_reverses bigint, p_evidence text, p_codes text[], p_amounts bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger.journal j
        WHERE j.id = p_journal AND j.kind = p_kind AND j.reverses IS NOT DISTINCT FROM p_reverses
          AND j.evidence = p_evidence
          AND (SELECT array_agg(a.code::text ORDER BY e.line) FROM ledger.entry e
               JOIN ledger.account a ON a.id = e.account_id WHERE e.journal_id = j.id) = p_codes
          AND (SELECT array_agg(e.amount_sat ORDER BY e.line) FROM ledger.entry e WHERE e.journal_id = j.id) = p_amounts)
    THEN
        RAISE EXCEPTION 'journal % has this idempotency key and another content', p_journal USING ERRCODE = 'NL002';
    END IF;
END
$$;

CREATE FUNCTION ledger.post_balances(p_journal bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    overdrawn text;
BEGIN
    PERFORM FROM ledger.balance b WHERE b.account_id IN (SELECT account_id FROM ledger.entry WHERE journal_id = p_journal)
        ORDER BY b.account_id FOR UPDATE;
    INSERT INTO ledger.balance AS b (account_id, amount_sat)
        SELECT account_id, amount_sat FROM ledger.entry WHERE journal_id = p_journal ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE SET amount_sat = b.amount_sat + excluded.amount_sat;
    SELECT string_agg(a.code || ' by ' || abs(b.amount_sat) || ' sat', ', ' ORDER BY a.code) INTO overdrawn
        FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id JOIN ledger.balance b ON b.account_id = a.id
        WHERE e.journal_id = p_journal AND a.non_negative
          AND CASE WHEN a.kind IN ('asset', 'expense') THEN b.amount_sat ELSE -b.amount_sat END < 0;
    IF overdrawn IS NOT NULL THEN
        RAISE EXCEPTION 'this journal would overdraw %', overdrawn USING ERRCODE = 'NL001';
    END IF;
END
$$;

-- The only way in. A repeat of the same journal answers the first one's id and appended = false.
CREATE FUNCTION ledger.append(
    p_key text, p_kind text, p_event_time timestamptz, p_actor text, p_policy_version integer, p_reverses bigint,
    p_evidence text, p_codes text[], p_amounts bigint[], OUT journal_id bigint, OUT appended boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last ledger.head;
    written ledger.journal;
    unknown text;
BEGIN
    SELECT * INTO last FROM ledger.head FOR UPDATE;
    SELECT j.id INTO journal_id FROM ledger.journal j WHERE j.idempotency_key = p_key;
    IF FOUND THEN
        PERFORM ledger.refuse_other_content(journal_id, p_kind, p_reverses, p_evidence, p_codes, p_amounts);
        appended := false;
        RETURN;
    END IF;
    IF cardinality(p_codes) <> cardinality(p_amounts) THEN
        RAISE EXCEPTION 'as many accounts as amounts' USING ERRCODE = 'NL003';
    END IF;

    PERFORM ledger.open_miner_accounts(p_codes);
    SELECT min(code) INTO unknown FROM unnest(p_codes) AS code
        WHERE NOT EXISTS (SELECT FROM ledger.account a WHERE a.code = code.code);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'there is no account %', unknown USING ERRCODE = 'NL005';
    END IF;

    journal_id := last.journal_id + 1;
    written := ROW(journal_id, p_key, p_kind, p_event_time, clock_timestamp(), p_actor, p_policy_version, p_reverses,
        p_evidence, sha256(convert_to(p_evidence, 'UTF8')), cardinality(p_codes), last.leaf_hash, NULL);
    -- The lines go first (the foreign key is deferred), because the leaf hash covers them.
    INSERT INTO ledger.entry (journal_id, line, account_id, amount_sat)
        SELECT append.journal_id, l.line, a.id, l.amount
        FROM unnest(p_codes, p_amounts) WITH ORDINALITY AS l (code, amount, line) JOIN ledger.account a ON a.code = l.code;
    written.leaf_hash := ledger.journal_leaf_hash(written);
    INSERT INTO ledger.journal SELECT written.*;
    PERFORM ledger.post_balances(journal_id);
    UPDATE ledger.head SET journal_id = written.id, leaf_hash = written.leaf_hash;
    appended := true;
END
$$;
ALTER TABLE ledger.entry ALTER CONSTRAINT entry_journal_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- A CHECK cannot span rows, so the sum is looked at when the transaction commits.
CREATE FUNCTION ledger.check_journal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    total numeric;
    lines integer;
BEGIN
    SELECT coalesce(sum(amount_sat), 0), count(*) INTO total, lines FROM ledger.entry WHERE journal_id = NEW.id;
    IF total <> 0 OR lines <> NEW.line_count THEN
        RAISE EXCEPTION 'journal % has % of % lines and sums to % sat', NEW.id, lines, NEW.line_count, total
            USING ERRCODE = 'NL003';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger.journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal();

-- A committed journal has all its lines, 1 to line_count: one more can only be refused.
CREATE FUNCTION ledger.check_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger.journal j WHERE j.id = NEW.journal_id) THEN
        RAISE EXCEPTION 'journal % is closed', NEW.journal_id USING ERRCODE = 'NL004';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER closed BEFORE INSERT ON ledger.entry FOR EACH ROW EXECUTE FUNCTION ledger.check_entry();

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'NL004';
END
$$;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Both answer no rows in a sound ledger.
CREATE FUNCTION ledger.wrong_balances() RETURNS TABLE (code text, stored_sat bigint, entries_sat numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.code, b.amount_sat, e.total
    FROM ledger.account a
    LEFT JOIN ledger.balance b ON b.account_id = a.id
    LEFT JOIN (SELECT account_id, sum(amount_sat) AS total FROM ledger.entry GROUP BY account_id) e ON e.account_id = a.id
    WHERE coalesce(b.amount_sat, 0) <> coalesce(e.total, 0)
$$;
CREATE FUNCTION ledger.broken_journals() RETURNS TABLE (journal_id bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT id FROM (
        SELECT j.*, lag(leaf_hash, 1, decode(repeat('00', 32), 'hex')) OVER in_order AS expected_previous,
               row_number() OVER in_order AS expected_id
        FROM ledger.journal j WINDOW in_order AS (ORDER BY id)) AS chained
    WHERE id <> expected_id OR previous_hash <> expected_previous
       OR evidence_sha256 <> sha256(convert_to(evidence, 'UTF8'))
       OR leaf_hash <> (SELECT ledger.journal_leaf_hash(j) FROM ledger.journal j WHERE j.id = chained.id)
    ORDER BY id
$$;
