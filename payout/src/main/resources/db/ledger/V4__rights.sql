-- Who may do what. The owner migrates; the application appends through ledger.append and works on blocks and payouts; the
-- auditor reads views. Roles are the operator's to create:
--   CALL ledger.grant_application('neman');  CALL ledger.grant_auditor('inspector');

CREATE VIEW ledger.audit_journal AS SELECT * FROM ledger.journal;
CREATE VIEW ledger.audit_entry AS
    SELECT e.journal_id, e.line, a.code, a.kind, e.amount_sat
    FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id;
CREATE VIEW ledger.audit_balance AS
    SELECT a.code, a.kind, b.amount_sat FROM ledger.balance b JOIN ledger.account a ON a.id = b.account_id;
CREATE VIEW ledger.audit_settlement AS
    SELECT b.block_hash, b.height, b.block_sequence, b.state, b.reward_sats, b.fee_sats, b.continuity_sats,
           encode(a.digest, 'hex') AS digest, a.body
    FROM ledger.block b JOIN ledger.artefact a ON a.digest = b.artefact;
CREATE VIEW ledger.audit_payout AS
    SELECT b.id, b.state, b.created_at, b.txid, b.block_hash, b.block_height, b.total_sats, b.fee_sats, i.account, i.sats
    FROM ledger.payout_batch b JOIN ledger.payout_item i ON i.batch_id = b.id;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

CREATE PROCEDURE ledger.grant_application(p_role text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', p_role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO %I', p_role);
    EXECUTE format('GRANT INSERT ON ledger.artefact, ledger.allocation, ledger.block_event, ledger.payout_item,'
        || ' ledger.payout_event, ledger.payout_approval, ledger.acknowledged_spend TO %I', p_role);
    EXECUTE format('GRANT INSERT, UPDATE ON ledger.block, ledger.chain_tip, ledger.alarm, ledger.payout_batch,'
        || ' ledger.payout_input, ledger.chain_scan TO %I', p_role);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ledger.pool_output TO %I', p_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.append TO %I', p_role);
    EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.keep_signed_bytes, ledger.refuse_change TO %I', p_role);
END
$$;

CREATE PROCEDURE ledger.grant_auditor(p_role text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', p_role);
    EXECUTE format('GRANT SELECT ON ledger.audit_journal, ledger.audit_entry, ledger.audit_balance,'
        || ' ledger.audit_settlement, ledger.audit_payout TO %I', p_role);
END
$$;
REVOKE ALL ON PROCEDURE ledger.grant_application(text), ledger.grant_auditor(text) FROM PUBLIC;
