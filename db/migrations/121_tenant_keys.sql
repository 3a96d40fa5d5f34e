-- A foreign key locks the row it refers to with every insertion. Nearly every request writes an event, and all of a tenant's would lock one row, whose
-- lockers Postgres then has to keep a list of. What is written so often hangs on its tenant by a trigger instead; a row that is written while its
-- tenant goes is found by nobody and ends by expiry or retention.
ALTER TABLE logs DROP CONSTRAINT logs_tenant_id_fkey;
ALTER TABLE authorization_codes DROP CONSTRAINT authorization_codes_tenant_id_fkey;
ALTER TABLE login_transactions DROP CONSTRAINT login_transactions_tenant_id_fkey;
-- These two have an application or a person, which goes with the tenant.
ALTER TABLE refresh_families DROP CONSTRAINT refresh_families_tenant_id_fkey;
ALTER TABLE sessions DROP CONSTRAINT sessions_tenant_id_fkey;

CREATE FUNCTION tenant_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM logs WHERE tenant_id = OLD.id;
  DELETE FROM authorization_codes WHERE tenant_id = OLD.id;
  DELETE FROM login_transactions WHERE tenant_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_gone AFTER DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION tenant_gone();

-- Each new family looks whether its person has too many with the application: those alive alone, in the order in which they would go.
CREATE INDEX refresh_families_alive ON refresh_families (tenant_id, user_id, client_id, created_at DESC, id) WHERE revoked_at IS NULL;
