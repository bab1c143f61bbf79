-- The two roles, without login: who logs in is made a member by the operator (GRANT neman_app TO pool). They belong to the
-- whole server, so another database's migration may have made them.
--
-- A later migration grants what it adds in the migration itself: GRANT SELECT, INSERT ON ledger.x TO neman_app.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY ['neman_app', 'neman_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL; -- another process was faster
                WHEN insufficient_privilege THEN
                    RAISE EXCEPTION 'user % may not create roles; an administrator runs once: CREATE ROLE neman_app NOLOGIN; CREATE ROLE neman_auditor NOLOGIN;',
                        current_user USING ERRCODE = 'insufficient_privilege';
            END;
        END IF;
    END LOOP;
END
$$;

CALL ledger.grant_application('neman_app');
CALL ledger.grant_auditor('neman_auditor');
GRANT EXECUTE ON FUNCTION ledger.wrong_balances, ledger.broken_journals TO neman_app;

-- Members of a role have its rights: the procedures that granted them one by one are no longer needed.
DROP PROCEDURE ledger.grant_application(text);
DROP PROCEDURE ledger.grant_auditor(text);

-- Whoever reads balances to book by them takes the lock of the appends first.
CREATE FUNCTION ledger.lock() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT FROM ledger.head FOR UPDATE
$$;
REVOKE ALL ON FUNCTION ledger.lock() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.lock() TO neman_app;
