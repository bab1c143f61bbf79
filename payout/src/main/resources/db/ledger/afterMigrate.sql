-- What holds for everything that migrations add, and so is granted anew after each: the application reads all of the ledger,
-- the auditor every view that is made for it. What the application may write is granted by the migration that makes a table.
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO neman_app;

DO $$
DECLARE
    made_for_auditors text;
BEGIN
    FOR made_for_auditors IN
        SELECT viewname FROM pg_views WHERE schemaname = 'ledger' AND viewname LIKE 'audit\_%'
    LOOP
        EXECUTE format('GRANT SELECT ON ledger.%I TO neman_auditor', made_for_auditors);
    END LOOP;
    -- There is no money in the accountant's schema, and its rules are the program's.
    IF to_regnamespace('accounting') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA accounting TO neman_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA accounting TO neman_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA accounting TO neman_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA accounting TO neman_app;
        REVOKE INSERT, UPDATE, DELETE ON accounting.schema_version FROM neman_app;
    END IF;
END
$$;
