-- Values that may be used once: the jti of client assertions (RFC 7523 section 3), of DPoP proofs (RFC 9449 section 11.1) and of request objects.
-- The row is the use: of parallel users one writes it.
CREATE TABLE one_time_values (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('client-assertion', 'dpop-proof', 'request-object')),
  value_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, kind, value_hash)
);
CREATE INDEX one_time_values_by_end ON one_time_values (expires_at);
