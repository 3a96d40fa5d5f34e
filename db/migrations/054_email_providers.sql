-- A tenant's own way out for its messages; a tenant without one uses the appliance's.
CREATE TABLE email_providers (
  tenant_id            integer PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  name                 text NOT NULL,
  enabled              boolean NOT NULL DEFAULT true,
  default_from_address text,
  credentials_sealed   bytea NOT NULL,
  settings             jsonb NOT NULL DEFAULT '{}',
  created_at           timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER email_providers_changed AFTER INSERT OR UPDATE OR DELETE ON email_providers
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
