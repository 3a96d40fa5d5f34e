-- Support tickets of the appliance itself. (The table `tickets` holds the links in e-mails.)

CREATE SEQUENCE support_ticket_numbers;

CREATE TABLE support_tickets (
  id               text PRIMARY KEY,
  subject          text NOT NULL,
  kind             text NOT NULL,
  severity         integer NOT NULL CHECK (severity BETWEEN 1 AND 4),
  -- Proposed by the provider, in force when the subscriber consents.
  severity_raise   integer CHECK (severity_raise BETWEEN 1 AND 4),
  environment      text NOT NULL CHECK (environment IN ('development', 'production')),
  state            text NOT NULL CHECK (state IN ('open', 'pending', 'solved', 'closed')),
  plan             text NOT NULL,
  questionnaire    jsonb NOT NULL,
  -- Build and state of the nodes when it was opened.
  system           jsonb NOT NULL,
  opened_by        text NOT NULL,
  opened_at        timestamptz NOT NULL,
  acknowledged_at  timestamptz NOT NULL,
  first_answer_at  timestamptz,
  closed_by        text,
  closed_at        timestamptz,
  follows          text REFERENCES support_tickets
);
CREATE INDEX support_tickets_by_state ON support_tickets (state, opened_at);

-- Who held the next step, from when until when: the clocks of the targets.
CREATE TABLE support_ticket_steps (
  ticket_id text NOT NULL REFERENCES support_tickets,
  holder    text NOT NULL CHECK (holder IN ('provider', 'subscriber')),
  from_at   timestamptz NOT NULL,
  until_at  timestamptz
);
CREATE UNIQUE INDEX support_ticket_steps_current ON support_ticket_steps (ticket_id) WHERE until_at IS NULL;
CREATE INDEX support_ticket_steps_by_ticket ON support_ticket_steps (ticket_id, from_at);

CREATE TABLE support_attachments (
  id         text PRIMARY KEY,
  ticket_id  text NOT NULL REFERENCES support_tickets,
  name       text NOT NULL,
  type       text NOT NULL,
  sha256     text NOT NULL,
  size       integer NOT NULL,
  content    bytea NOT NULL,
  added_by   text NOT NULL,
  added_at   timestamptz NOT NULL
);
CREATE INDEX support_attachments_by_ticket ON support_attachments (ticket_id, added_at);
