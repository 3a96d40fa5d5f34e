-- What the protocol engine and the login remember: sessions, transactions, codes, refresh tokens, consents, tickets.
-- Bearer values are never stored, only their SHA-256.

CREATE TABLE sessions (
  tenant_id        integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- The `sid` of tokens.
  id               text NOT NULL,
  secret_hash      bytea NOT NULL,
  user_id          text NOT NULL,
  connection       text NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  -- Last time the person proved who they are: `auth_time`.
  authenticated_at timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  idle_expires_at  timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL,
  persistent       boolean NOT NULL DEFAULT true,
  amr              text[] NOT NULL DEFAULT '{}',
  device           jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_by_secret ON sessions (tenant_id, secret_hash);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- A row per application that joined the session: parallel logins add rows and never lose one.
CREATE TABLE session_clients (
  tenant_id  integer NOT NULL,
  session_id text NOT NULL,
  client_id  text NOT NULL,
  joined_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, session_id, client_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);

-- An authorization request on its way through the login pages.
CREATE TABLE login_transactions (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  state_hash  bytea NOT NULL,
  -- Binds the transaction to the browser that began it.
  browser_hash bytea NOT NULL,
  client_id   text,
  request     jsonb NOT NULL,
  -- What the person has done so far: the dispatcher decides the next step from here alone.
  progress    jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, state_hash)
);
CREATE INDEX login_transactions_by_end ON login_transactions (expires_at);

CREATE TABLE authorization_codes (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  code_hash   bytea NOT NULL,
  client_id   text NOT NULL,
  user_id     text NOT NULL,
  session_id  text,
  -- redirect_uri, scope, audience, nonce, PKCE challenge, auth_time, …
  data        jsonb NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  -- Set by the one UPDATE … RETURNING that redeems it. A second redemption revokes what the first one got.
  redeemed_at timestamptz,
  family_id   text,
  PRIMARY KEY (tenant_id, code_hash)
);
CREATE INDEX authorization_codes_by_end ON authorization_codes (expires_at);

-- A refresh token family is what the person granted once; its tokens follow one another by rotation.
CREATE TABLE refresh_families (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  client_id   text NOT NULL,
  user_id     text NOT NULL,
  session_id  text,
  audience    text,
  scope       text[] NOT NULL DEFAULT '{}',
  rotating    boolean NOT NULL,
  -- auth_time, gty, connection, amr, device, …
  data        jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  idle_expires_at timestamptz,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX refresh_families_by_user ON refresh_families (tenant_id, user_id, client_id);
CREATE INDEX refresh_families_by_session ON refresh_families (tenant_id, session_id) WHERE session_id IS NOT NULL;

CREATE TABLE refresh_tokens (
  tenant_id   integer NOT NULL,
  token_hash  bytea NOT NULL,
  family_id   text NOT NULL,
  -- The token this one replaced; leeway lets only the immediately previous one be used again.
  generation  integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT now(),
  rotated_at  timestamptz,
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, family_id) REFERENCES refresh_families ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (tenant_id, family_id);

-- What a person allowed an application (consent).
CREATE TABLE grants (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  user_id     text NOT NULL,
  client_id   text NOT NULL,
  audience    text NOT NULL,
  scope       text[] NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, user_id, client_id, audience),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);

-- Links in e-mails, and the set-up link of a fresh appliance: usable once.
CREATE TABLE tickets (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  ticket_hash bytea NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('setup', 'verify-email', 'change-password')),
  user_id     text,
  data        jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz,
  PRIMARY KEY (tenant_id, ticket_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX tickets_by_end ON tickets (expires_at);
