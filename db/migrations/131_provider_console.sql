-- The provider's console: what appliances report to it, and what is said to them there. Empty on an appliance.

CREATE TABLE console_appliances (
  id            text PRIMARY KEY,
  -- How the provider calls the subscriber.
  subscriber    text NOT NULL,
  -- awaited: a card was made, nobody has come with it; connected; left: the subscriber has ended it; removed: the provider has.
  state         text NOT NULL CHECK (state IN ('awaited', 'connected', 'left', 'removed')),
  enrolment_hash bytea UNIQUE,
  enrolment_expires_at timestamptz,
  -- The appliance is known by its key.
  key_id        text,
  public_key    text,
  -- Number of its last message; none is taken twice.
  sequence      bigint NOT NULL DEFAULT 0,
  -- Position of the last instruction; positions only rise, and follow the clock.
  position      bigint NOT NULL DEFAULT 0,
  connected_at  timestamptz,
  heard_at      timestamptz,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX console_appliances_by_key ON console_appliances (key_id) WHERE state = 'connected';

CREATE TABLE console_items (
  appliance_id text NOT NULL REFERENCES console_appliances,
  -- `ticket:T-1`
  item         text NOT NULL,
  fingerprint  text NOT NULL,
  content      jsonb NOT NULL,
  changed_at   timestamptz NOT NULL,
  PRIMARY KEY (appliance_id, item)
);

CREATE TABLE console_instructions (
  id           text PRIMARY KEY,
  appliance_id text NOT NULL REFERENCES console_appliances,
  position     bigint NOT NULL,
  operation    text NOT NULL,
  input        jsonb NOT NULL,
  -- What it is about, as it was said: `ticket:T-1`.
  about        text,
  said_by      text NOT NULL,
  said_name    text NOT NULL,
  said_roles   text[] NOT NULL,
  said_at      timestamptz NOT NULL,
  -- waiting until the appliance has told what became of it.
  state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused')),
  sentence     text,
  subject      text,
  settled_at   timestamptz,
  UNIQUE (appliance_id, position)
);

-- People signed in at the console's pages.
CREATE TABLE console_sessions (
  token_hash bytea PRIMARY KEY,
  user_id    text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
