-- Applications that ask a person by another channel (OpenID CIBA, poll mode): pending → approved or denied → finished.
-- What the application polls with and what the person's link carries are stored as SHA-256 only.
CREATE TABLE backchannel_requests (
  tenant_id       integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  request_hash    bytea NOT NULL,
  link_hash       bytea NOT NULL,
  client_id       text NOT NULL,
  user_id         text NOT NULL,
  audience        text,
  scope           text[] NOT NULL DEFAULT '{}',
  binding_message text NOT NULL,
  state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied', 'finished')),
  session_id      text,
  data            jsonb NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  polled_at       timestamptz,
  PRIMARY KEY (tenant_id, request_hash),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX backchannel_requests_by_link ON backchannel_requests (tenant_id, link_hash);
CREATE INDEX backchannel_requests_by_end ON backchannel_requests (expires_at);
