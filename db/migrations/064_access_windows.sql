-- When the provider may come in: asked for, opened by the subscriber, closed or ended. Rows are never deleted; the record is the subscriber's.

CREATE TABLE access_windows (
  id                 text PRIMARY KEY,
  state              text NOT NULL CHECK (state IN ('requested', 'declined', 'open', 'closed', 'ended')),
  matrix_rows        text[] NOT NULL,
  reason             text NOT NULL,
  ticket             text,
  task               text,
  environment        text NOT NULL CHECK (environment IN ('development', 'production')),
  starts_at          timestamptz NOT NULL,
  ends_at            timestamptz NOT NULL CHECK (ends_at > starts_at),
  requested_by       text NOT NULL,
  requested_at       timestamptz NOT NULL,
  opened_by          text,
  opened_at          timestamptz,
  closed_by          text,
  closed_at          timestamptz,
  close_reason       text,
  -- Set when the sessions of the provider's people have been ended after this window.
  sessions_ended_at  timestamptz,
  -- Break glass: two people of the accountable party instead of the subscriber's consent.
  emergency          boolean NOT NULL DEFAULT false,
  reviewed_by        text,
  reviewed_at        timestamptz,
  review             text
);
CREATE INDEX access_windows_open ON access_windows (ends_at) WHERE state = 'open';
CREATE INDEX access_windows_unsettled ON access_windows (closed_at) WHERE state IN ('closed', 'ended') AND sessions_ended_at IS NULL;
