-- Keys that encrypt opaque access tokens (JWE, dir, A256GCM): known to nobody but the appliance.
-- `previous` keys still open what they closed; a token lives no longer than its API's lifetime.
CREATE TABLE token_keys (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  kid        text NOT NULL,
  state      text NOT NULL CHECK (state IN ('current', 'previous')),
  key_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kid)
);
CREATE UNIQUE INDEX token_keys_one_current ON token_keys (tenant_id) WHERE state = 'current';
CREATE TRIGGER token_keys_changed AFTER INSERT OR UPDATE OR DELETE ON token_keys
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
