-- Which nodes keep backups, and where.
CREATE TABLE backup_roles (
  node text PRIMARY KEY,
  folder text NOT NULL,
  -- Another device than the one that holds the data.
  dedicated boolean NOT NULL,
  forced boolean NOT NULL,
  assigned_by text NOT NULL,
  assigned_at timestamptz NOT NULL DEFAULT now()
);

-- Every backup that was asked for, what became of it and of its proof. The files themselves lie in the folder of the node.
CREATE TABLE backups (
  id text PRIMARY KEY,
  node text NOT NULL,
  content text NOT NULL CHECK (content IN ('data', 'secrets', 'whole')),
  state text NOT NULL CHECK (state IN ('requested', 'running', 'done', 'failed', 'deleted')),
  scheduled boolean NOT NULL DEFAULT false,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  locked_with text NOT NULL CHECK (locked_with IN ('passphrase', 'recipients')),
  -- The passphrase, sealed, from the request until the proof is done.
  lock_sealed bytea,
  recipients text[] NOT NULL DEFAULT '{}',
  far real NOT NULL DEFAULT 0,
  sentence text NOT NULL DEFAULT '',
  started_at timestamptz,
  finished_at timestamptz,
  taken_at timestamptz,
  file text,
  build text,
  schema integer,
  bytes bigint,
  data_bytes bigint,
  rows bigint,
  md5 text,
  sha256 text,
  proof_state text CHECK (proof_state IN ('requested', 'running', 'proven', 'failed')),
  proof_sentence text,
  proven_at timestamptz,
  certificate jsonb
);
CREATE UNIQUE INDEX backups_one_at_a_time ON backups (node) WHERE state IN ('requested', 'running');
CREATE INDEX backups_newest ON backups (requested_at DESC);

-- What people did for recovery outside of the appliance, and say so: snapshots of machines, installing tools, new machines.
CREATE TABLE recovery_steps (
  id text PRIMARY KEY,
  step text NOT NULL,
  note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recovery_steps_newest ON recovery_steps (step, recorded_at DESC);
