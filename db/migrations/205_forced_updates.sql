-- A run over all nodes in a chosen way; while it is open, changes of settings go the same way.
CREATE TABLE forced_updates (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('sequential', 'parallel')),
  begun_by text NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  outcome text
);
CREATE UNIQUE INDEX forced_updates_one_open ON forced_updates ((true)) WHERE ended_at IS NULL;
