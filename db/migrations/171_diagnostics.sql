-- The last diagnostics package of each node, made by the node itself when it was asked for; anybody who may can fetch it from any node.

CREATE TABLE diagnostics_packages (
  node          text PRIMARY KEY,
  state         text NOT NULL CHECK (state IN ('requested', 'running', 'done', 'failed')),
  requested_by  text NOT NULL,
  requested_at  timestamptz NOT NULL,
  finished_at   timestamptz,
  sentence      text,
  name          text,
  sha256        text,
  content       bytea
);
-- Compressed already.
ALTER TABLE diagnostics_packages ALTER COLUMN content SET STORAGE EXTERNAL;
