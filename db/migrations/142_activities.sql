-- What is being done to the nodes, and was: each node with its state and what it said. So far changes of settings.

CREATE TABLE activities (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            text NOT NULL,
  title           text NOT NULL,
  -- The settings that the nodes take up.
  setting_version bigint,
  -- sequential: one node must be healthy before the next begins.
  mode            text NOT NULL CHECK (mode IN ('parallel', 'sequential')),
  -- superseded: the next change came before all nodes were done.
  state           text NOT NULL CHECK (state IN ('running', 'done', 'undone', 'failed', 'superseded')),
  outcome         text,
  started_by      text NOT NULL,
  started_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz
);
CREATE UNIQUE INDEX activities_by_version ON activities (setting_version);
CREATE UNIQUE INDEX activities_one_running ON activities (kind) WHERE state = 'running';

CREATE TABLE activity_nodes (
  activity  bigint NOT NULL REFERENCES activities ON DELETE CASCADE,
  node      text NOT NULL,
  -- The order in which they begin.
  place     integer NOT NULL,
  -- A node that waits obeys what was before; spared: it never took it up.
  state     text NOT NULL CHECK (state IN ('waiting', 'applying', 'applied', 'unhealthy', 'spared')),
  -- [{at, sentence}]
  log       jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (activity, node)
);
CREATE INDEX activity_nodes_waiting ON activity_nodes (node) WHERE state = 'waiting';
