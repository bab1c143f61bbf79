-- Who may do what with the tables of V20 and V21.
GRANT SELECT, INSERT ON ledger.operator_command, ledger.closed_day, ledger.reconciliation TO neman_app;
GRANT SELECT, INSERT, UPDATE ON ledger.desk_request TO neman_app;
REVOKE ALL ON FUNCTION ledger.broken_journals_between, ledger.answer_once FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.broken_journals_between, ledger.answer_once, ledger.journal_leaf_hash, ledger.journal_bytes
    TO neman_app;

CREATE VIEW ledger.audit_operator_command AS SELECT * FROM ledger.operator_command;
CREATE VIEW ledger.audit_reconciliation AS SELECT * FROM ledger.reconciliation;
CREATE VIEW ledger.audit_desk_request AS SELECT * FROM ledger.desk_request;
GRANT SELECT ON ledger.audit_operator_command, ledger.audit_closed_day, ledger.audit_reconciliation,
    ledger.audit_desk_request TO neman_auditor;
