-- A round of ten thousand miners is one journal of as many lines: what was looked at line by line is looked at once. The rules are
-- those of V1.

-- Was a trigger for each row.
DROP TRIGGER closed ON ledger.entry;
CREATE OR REPLACE FUNCTION ledger.check_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    closed bigint;
BEGIN
    SELECT min(j.id) INTO closed FROM ledger.journal j WHERE j.id IN (SELECT a.journal_id FROM added a);
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'journal % is closed', closed USING ERRCODE = 'NL004';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER closed AFTER INSERT ON ledger.entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entry();

-- Was a foreign key, asked for each row. Accounts are never deleted or changed, so it is enough to look when the journal closes.
ALTER TABLE ledger.entry DROP CONSTRAINT entry_account_id_fkey;
CREATE OR REPLACE FUNCTION ledger.check_journal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    total numeric;
    lines integer;
BEGIN
    SELECT coalesce(sum(e.amount_sat), 0), count(*) INTO total, lines
        FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id WHERE e.journal_id = NEW.id;
    IF total <> 0 OR lines <> NEW.line_count THEN
        RAISE EXCEPTION 'journal % has % of % lines and sums to % sat', NEW.id, lines, NEW.line_count, total
            USING ERRCODE = 'NL003';
    END IF;
    RETURN NULL;
END
$$;

-- Most codes are known: only the others are read closely.
CREATE OR REPLACE FUNCTION ledger.open_miner_accounts(p_codes text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ledger.account (code, kind, non_negative, party)
    SELECT code, 'liability', true, split_part(code, ':', 3)
    FROM (SELECT DISTINCT wanted.code COLLATE "C" AS code FROM unnest(p_codes) AS wanted (code)
          WHERE NOT EXISTS (SELECT FROM ledger.account a WHERE a.code = wanted.code)) AS unknown
    WHERE code ~ '^liability:miner:[A-Za-z0-9]+:(pending|available|held|in-payout)$'
    ORDER BY code
$$;

-- The rows are locked in the order of their accounts as they are written; whoever appends holds the head, so nobody is beside him.
CREATE OR REPLACE FUNCTION ledger.post_balances(p_journal bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    overdrawn text;
BEGIN
    WITH posted AS (
        INSERT INTO ledger.balance AS b (account_id, amount_sat)
            SELECT account_id, amount_sat FROM ledger.entry WHERE journal_id = p_journal ORDER BY account_id
            ON CONFLICT (account_id) DO UPDATE SET amount_sat = b.amount_sat + excluded.amount_sat
            RETURNING account_id, amount_sat)
    SELECT string_agg(a.code || ' by ' || abs(p.amount_sat) || ' sat', ', ' ORDER BY a.code) INTO overdrawn
        FROM posted p JOIN ledger.account a ON a.id = p.account_id
        WHERE a.non_negative AND CASE WHEN a.kind IN ('asset', 'expense') THEN p.amount_sat ELSE -p.amount_sat END < 0;
    IF overdrawn IS NOT NULL THEN
        RAISE EXCEPTION 'this journal would overdraw %', overdrawn USING ERRCODE = 'NL001';
    END IF;
END
$$;

-- A balance is changed over and over: room on its page keeps the index out of it.
ALTER TABLE ledger.balance SET (fillfactor = 50);
