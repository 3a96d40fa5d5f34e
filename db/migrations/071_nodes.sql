-- The nodes of the cluster: each writes its own row every five seconds.

CREATE TABLE nodes (
  id              text PRIMARY KEY,
  -- Short, for the many rows of the health history.
  number          smallint GENERATED ALWAYS AS IDENTITY UNIQUE,
  hostname        text NOT NULL,
  address         text NOT NULL,
  https_port      integer NOT NULL,
  memory_bytes    bigint NOT NULL,
  cpus            integer NOT NULL,
  build           text NOT NULL,
  roles           text[] NOT NULL DEFAULT '{}',
  -- How often a start found another build than the last one, and the newest version of the settings that the node obeys.
  app_updates     integer NOT NULL DEFAULT 0,
  setting_updates bigint NOT NULL DEFAULT 0,
  started_at      timestamptz NOT NULL,
  heartbeat_at    timestamptz NOT NULL,
  -- Not in the list; the next heartbeat brings it back.
  removed_at      timestamptz,
  -- The last restart asked for: requested, running, done, failed.
  restart_state   text CHECK (restart_state IN ('requested', 'running', 'done', 'failed')),
  restart_at      timestamptz,
  restart_by      text,
  restart_outcome text
);
