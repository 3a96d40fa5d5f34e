-- Applications that have to be told that a session has ended (OpenID Connect Back-Channel Logout 1.0): waiting → delivered or given up, which deletes the row.
-- Written in the transaction that ends the session; neither the session nor the user need exist any more.
CREATE TABLE logout_notices (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id       integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  client_id       text NOT NULL,
  session_id      text NOT NULL,
  user_id         text NOT NULL,
  -- What ended the session, in the documented words: rp-logout, password-changed, …
  initiator       text NOT NULL,
  -- The issuer under which it ended; null: the canonical one.
  issuer          text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);
CREATE INDEX logout_notices_by_time ON logout_notices (next_attempt_at);
