-- Authorization requests pushed beforehand (RFC 9126): stored → taken, once, by the browser that brings the reference. Only its SHA-256 is stored.
CREATE TABLE pushed_requests (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  uri_hash   bytea NOT NULL,
  client_id  text NOT NULL,
  parameters jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, uri_hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);
CREATE INDEX pushed_requests_by_end ON pushed_requests (expires_at);
