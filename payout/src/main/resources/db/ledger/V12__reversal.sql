-- A foreign key alone lets a journal reverse itself.
ALTER TABLE ledger.journal ADD CONSTRAINT reverses_an_earlier_one CHECK (reverses < id);
