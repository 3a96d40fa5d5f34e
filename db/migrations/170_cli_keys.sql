-- Workstations that may reach the agent: one Ed25519 public key each, acting for whoever authorised it. What was removed stands in the journal.

CREATE TABLE cli_keys (
  -- Thumbprint of the key (RFC 7638).
  id            text PRIMARY KEY,
  name          text NOT NULL UNIQUE,
  -- 32 bytes, base64url.
  public_key    text NOT NULL,
  party         text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  roles         text[] NOT NULL,
  -- The person it acts for: as long as they belong to a party, and with the job roles that they have then.
  person_id     text REFERENCES persons,
  added_by      text NOT NULL,
  added_at      timestamptz NOT NULL,
  last_used_at  timestamptz
);

-- What a signed request may carry once. Rows live a little longer than the window in which a request is taken.
CREATE TABLE agent_nonces (
  key_id      text NOT NULL,
  nonce       text NOT NULL,
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (key_id, nonce)
);
CREATE INDEX agent_nonces_expiry ON agent_nonces (expires_at);
