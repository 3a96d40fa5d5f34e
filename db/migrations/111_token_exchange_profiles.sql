-- Custom token exchange (RFC 8693): which subject tokens a tenant takes, and from whom.
CREATE TABLE token_exchange_profiles (
  tenant_id          integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id                 text NOT NULL,
  name               text NOT NULL,
  subject_token_type text NOT NULL,
  type               text NOT NULL,
  -- Issuer, keys, audience, and whose token it is.
  trusted_issuer     jsonb NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX token_exchange_profiles_by_subject ON token_exchange_profiles (tenant_id, subject_token_type);
CREATE TRIGGER token_exchange_profiles_changed AFTER INSERT OR UPDATE OR DELETE ON token_exchange_profiles
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();

-- The jti of identity assertions, too, is used once.
ALTER TABLE one_time_values DROP CONSTRAINT one_time_values_kind_check;
ALTER TABLE one_time_values ADD CONSTRAINT one_time_values_kind_check CHECK (kind IN ('client-assertion', 'dpop-proof', 'request-object', 'identity-assertion'));
