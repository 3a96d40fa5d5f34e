-- Devices that wait for a person (RFC 8628): pending → approved or denied → finished. Both codes are stored as SHA-256 only.
CREATE TABLE device_requests (
  tenant_id      integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  device_hash    bytea NOT NULL,
  user_code_hash bytea NOT NULL,
  client_id      text NOT NULL,
  audience       text,
  scope          text[] NOT NULL DEFAULT '{}',
  state          text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied', 'finished')),
  user_id        text,
  session_id     text,
  -- What the person's approval stands for: scopes granted, connection, auth_time, amr.
  data           jsonb NOT NULL DEFAULT '{}',
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  polled_at      timestamptz,
  PRIMARY KEY (tenant_id, device_hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX device_requests_by_user_code ON device_requests (tenant_id, user_code_hash);
CREATE INDEX device_requests_by_end ON device_requests (expires_at);

-- Wrong codes typed at /activate, per address: guessing is slow (RFC 8628 section 5.1).
CREATE TABLE device_code_misses (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  address    text NOT NULL,
  misses     integer NOT NULL DEFAULT 1,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address)
);
CREATE INDEX device_code_misses_by_end ON device_code_misses (expires_at);
