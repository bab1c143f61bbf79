-- After each migration: the application's user works on what the accountant keeps. There is no money in that schema, and its rules
-- are the program's; the ledger's tables are granted one by one by the migrations that make them.
DO $$
BEGIN
    IF to_regnamespace('accounting') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA accounting TO neman_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA accounting TO neman_app;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA accounting TO neman_app;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA accounting TO neman_app;
        REVOKE INSERT, UPDATE, DELETE ON accounting.schema_version FROM neman_app;
    END IF;
END
$$;
