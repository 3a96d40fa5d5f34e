-- What the informed are told: one notice, and a delivery for every inbox, mailbox and webhook, each with its receipt.

CREATE TABLE webhook_endpoints (
  id            text PRIMARY KEY,
  party         text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  url           text NOT NULL,
  secret_sealed bytea NOT NULL,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  removed_at    timestamptz
);

CREATE TABLE notices (
  id          text PRIMARY KEY,
  party       text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  kind        text NOT NULL,
  title       text NOT NULL,
  body        text NOT NULL,
  -- Where it leads to on the dashboard host: `/tasks/…`.
  path        text,
  -- What it is about, as in the journal.
  subject     text,
  matrix_row  text,
  created_at  timestamptz NOT NULL
);
CREATE INDEX notices_by_subject ON notices (subject) WHERE subject IS NOT NULL;

CREATE TABLE notice_deliveries (
  id           text PRIMARY KEY,
  notice_id    text NOT NULL REFERENCES notices,
  channel      text NOT NULL CHECK (channel IN ('inbox', 'mail', 'webhook')),
  person_id    text REFERENCES persons,
  endpoint_id  text REFERENCES webhook_endpoints,
  state        text NOT NULL CHECK (state IN ('pending', 'delivered', 'given-up')),
  attempts     integer NOT NULL DEFAULT 0,
  next_at      timestamptz NOT NULL,
  last_error   text,
  -- What the other side said: the receipt.
  receipt      text,
  delivered_at timestamptz,
  read_at      timestamptz
);
CREATE INDEX notice_deliveries_due ON notice_deliveries (next_at) WHERE state = 'pending';
CREATE INDEX notice_deliveries_inbox ON notice_deliveries (person_id, id) WHERE channel = 'inbox';
CREATE INDEX notice_deliveries_by_notice ON notice_deliveries (notice_id);
