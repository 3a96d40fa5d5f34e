-- Trouble that somebody was told of: opened when a check was not well for a while, closed when it is well again.

CREATE TABLE alerts (
  -- Made by the node, so that what is written late is written once.
  id          text PRIMARY KEY,
  node        text NOT NULL,
  check_id    text NOT NULL,
  severity    text NOT NULL CHECK (severity IN ('urgent', 'high', 'normal')),
  sentence    text NOT NULL,
  remedy      text NOT NULL,
  opened_at   timestamptz NOT NULL,
  closed_at   timestamptz
);
CREATE INDEX alerts_by_time ON alerts (opened_at DESC);
