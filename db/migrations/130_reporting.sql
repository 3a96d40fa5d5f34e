-- Reporting to the provider's console, with the subscriber's consent; this appliance calls out, nothing calls in.

CREATE TABLE reporting_consoles (
  -- The console is known by its key.
  key_id      text PRIMARY KEY,
  public_key  text NOT NULL,
  name        text NOT NULL,
  url         text NOT NULL,
  -- PEM of the authority that vouches for its certificate; empty: one that this machine trusts already.
  ca          text,
  -- Introduces this appliance once; emptied when the console has answered.
  enrolment_sealed bytea,
  -- What may leave.
  consents    text[] NOT NULL,
  paired_by   text NOT NULL,
  paired_at   timestamptz NOT NULL,
  removed_by  text,
  removed_at  timestamptz,
  -- Number of the last message; numbers only rise, and follow the clock, so that a restored database does not repeat any.
  sent        bigint NOT NULL DEFAULT 0,
  -- Position of the last instruction that was dealt with.
  received    bigint NOT NULL DEFAULT 0,
  next_at     timestamptz NOT NULL,
  -- Whoever talks to the console now; a process that dies lets go of it by itself.
  busy_until  timestamptz,
  answered_at timestamptz,
  failing_since timestamptz,
  failures    integer NOT NULL DEFAULT 0,
  last_error  text
);
CREATE UNIQUE INDEX reporting_consoles_one ON reporting_consoles ((true)) WHERE removed_at IS NULL;

-- What the console has confirmed that it has, by fingerprint: everything else is sent (again).
CREATE TABLE reporting_items (
  key_id      text NOT NULL REFERENCES reporting_consoles,
  item        text NOT NULL,
  fingerprint text NOT NULL,
  PRIMARY KEY (key_id, item)
);

-- What the provider said through its console, each once, and what became of it.
CREATE TABLE reporting_instructions (
  id         text PRIMARY KEY,
  key_id     text NOT NULL REFERENCES reporting_consoles,
  position   bigint NOT NULL,
  operation  text NOT NULL,
  said_by    text NOT NULL,
  said_at    timestamptz NOT NULL,
  arrived_at timestamptz NOT NULL,
  state      text NOT NULL CHECK (state IN ('done', 'refused')),
  sentence   text NOT NULL,
  -- `task:…`, `window:…`, `ticket:…`
  subject    text
);
CREATE INDEX reporting_instructions_by_time ON reporting_instructions (arrived_at DESC);
