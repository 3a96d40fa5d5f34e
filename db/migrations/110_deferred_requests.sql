-- Requests that a person decides elsewhere while the application asks again and again: devices (RFC 8628) and backchannel requests (OpenID CIBA).
-- pending → approved or denied → finished. What the application asks with and what leads the person to it are stored as SHA-256 only.
CREATE TABLE deferred_requests (
  tenant_id       integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  kind            text NOT NULL CHECK (kind IN ('device', 'ciba')),
  request_hash    bytea NOT NULL,
  decision_hash   bytea NOT NULL,
  client_id       text NOT NULL,
  -- Who was asked; of a device, who has approved.
  user_id         text,
  audience        text,
  scope           text[] NOT NULL DEFAULT '{}',
  binding_message text,
  state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied', 'finished')),
  session_id      text,
  -- authorization_details that were asked for; scopes granted, connection, auth_time and amr of the approval.
  data            jsonb NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  polled_at       timestamptz,
  PRIMARY KEY (tenant_id, kind, request_hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX deferred_requests_by_decision ON deferred_requests (tenant_id, kind, decision_hash);
CREATE INDEX deferred_requests_by_end ON deferred_requests (expires_at);

-- Those under way go on. The old tables stay for workers of the version before, and go with a later one.
INSERT INTO deferred_requests (tenant_id, kind, request_hash, decision_hash, client_id, user_id, audience, scope, state, session_id, data, created_at, expires_at, polled_at)
  SELECT tenant_id, 'device', device_hash, user_code_hash, client_id, user_id, audience, scope, state, session_id, data, created_at, expires_at, polled_at
  FROM device_requests WHERE expires_at > now();
INSERT INTO deferred_requests (tenant_id, kind, request_hash, decision_hash, client_id, user_id, audience, scope, binding_message, state, session_id, data, created_at, expires_at, polled_at)
  SELECT tenant_id, 'ciba', request_hash, link_hash, client_id, user_id, audience, scope, binding_message, state, session_id, data, created_at, expires_at, polled_at
  FROM backchannel_requests WHERE expires_at > now();
