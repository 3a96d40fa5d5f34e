-- People of the two parties, and the invitations that bring them in.

CREATE TABLE persons (
  id          text PRIMARY KEY,
  party       text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  roles       text[] NOT NULL DEFAULT '{}',
  email       text NOT NULL,
  name        text NOT NULL,
  -- A user of the root tenant authority; empty until the invitation is accepted.
  user_id     text,
  state       text NOT NULL CHECK (state IN ('invited', 'active', 'removed')),
  invited_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX persons_email_once ON persons (lower(email)) WHERE state <> 'removed';
CREATE UNIQUE INDEX persons_user_once ON persons (user_id) WHERE state <> 'removed' AND user_id IS NOT NULL;

CREATE TABLE invitations (
  token_hash  bytea PRIMARY KEY,
  person_id   text NOT NULL REFERENCES persons,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX invitations_by_person ON invitations (person_id);

-- Machine-to-machine applications of the root tenant authority that act for a party.
CREATE TABLE party_clients (
  client_id   text PRIMARY KEY,
  party       text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  roles       text[] NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now()
);
