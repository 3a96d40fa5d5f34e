-- What a tenant says in its messages instead of what the appliance would say.
CREATE TABLE email_templates (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  template   text NOT NULL,
  -- The documented fields.
  body       jsonb NOT NULL,
  PRIMARY KEY (tenant_id, template)
);
CREATE TRIGGER email_templates_changed AFTER INSERT OR UPDATE OR DELETE ON email_templates
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
