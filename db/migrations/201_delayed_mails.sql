-- Messages that the mail server did not take at once, for a job that tries again. Their content (links among it) is sealed, and gone when they are.
CREATE TABLE delayed_mails (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whose mail server sends it; none: the appliance's own message.
  tenant_id  integer REFERENCES tenants ON DELETE CASCADE,
  purpose    text NOT NULL,
  -- Of the recipient no more than where the mailbox is.
  domain     text NOT NULL,
  sealed     bytea,
  state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
  attempts   integer NOT NULL DEFAULT 1,
  last_error text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  next_at    timestamptz NOT NULL,
  until      timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE INDEX delayed_mails_due ON delayed_mails (next_at) WHERE state = 'waiting';
CREATE INDEX delayed_mails_by_tenant ON delayed_mails (tenant_id);
CREATE INDEX delayed_mails_ended ON delayed_mails (ended_at) WHERE state <> 'waiting';
