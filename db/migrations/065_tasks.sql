-- Tasks: runs of operations that need more than a click; their steps, what people vouched for, who was asked, and the thread.

-- A row whose routine operations no longer run on the standing sign-off of the accountable party.
CREATE TABLE standing_signoffs_withdrawn (
  matrix_row   text PRIMARY KEY,
  withdrawn_by text NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  reason       text NOT NULL
);

CREATE TABLE tasks (
  id              text PRIMARY KEY,
  operation       text NOT NULL,
  title           text NOT NULL,
  -- The version of the matrix that the task started under, and keeps.
  matrix_version  integer NOT NULL REFERENCES raci_versions,
  matrix_row      text NOT NULL,
  risk            text NOT NULL CHECK (risk IN ('routine', 'disruptive', 'destructive')),
  state           text NOT NULL CHECK (state IN ('proposed', 'consulted', 'approved', 'running', 'done', 'failed', 'undone', 'expired')),
  proposed_by     text NOT NULL,
  proposed_party  text NOT NULL CHECK (proposed_party IN ('provider', 'subscriber')),
  reason          text,
  ticket          text,
  input_sealed    bytea NOT NULL,
  -- The input without its secrets, as people see it.
  input_shown     jsonb NOT NULL,
  plan            jsonb NOT NULL,
  plan_digest     text NOT NULL,
  evidence        jsonb NOT NULL DEFAULT '[]',
  created_at      timestamptz NOT NULL,
  state_since     timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  signed_off_by   text,
  signed_off_at   timestamptz,
  -- What the gates said when it was signed off.
  signed_evidence jsonb,
  run_by          jsonb,
  runner          text,
  lease_until     timestamptz,
  started_at      timestamptz,
  ended_at        timestamptz,
  outcome         text
);
CREATE INDEX tasks_by_state ON tasks (state, created_at);

CREATE TABLE task_steps (
  task_id    text NOT NULL REFERENCES tasks,
  position   integer NOT NULL,
  step       text NOT NULL,
  about      text NOT NULL,
  state      text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'failed', 'undone')),
  attempts   integer NOT NULL DEFAULT 0,
  started_at timestamptz,
  ended_at   timestamptz,
  result     jsonb,
  error      text,
  PRIMARY KEY (task_id, position)
);

-- A person vouches for a gate that the appliance cannot measure.
CREATE TABLE task_attestations (
  task_id    text NOT NULL REFERENCES tasks,
  gate       text NOT NULL,
  party      text NOT NULL,
  attested_by text NOT NULL,
  sentence   text NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX task_attestations_by_task ON task_attestations (task_id, gate, at DESC);

CREATE TABLE consultations (
  id          text PRIMARY KEY,
  subject     text NOT NULL,
  party       text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  role        text,
  question    text NOT NULL,
  state       text NOT NULL CHECK (state IN ('open', 'answered', 'waived', 'lapsed', 'withdrawn')),
  asked_by    text NOT NULL,
  asked_at    timestamptz NOT NULL,
  deadline    timestamptz NOT NULL,
  settled_by  text,
  settled_at  timestamptz,
  -- The answer, or the reason of a waiver.
  answer      text
);
CREATE INDEX consultations_by_subject ON consultations (subject);
CREATE INDEX consultations_due ON consultations (deadline) WHERE state = 'open';

CREATE TABLE thread_messages (
  id        text PRIMARY KEY,
  subject   text NOT NULL,
  author    text NOT NULL,
  party     text NOT NULL CHECK (party IN ('provider', 'subscriber')),
  body      text NOT NULL,
  -- An issue was raised: conditional letters fire.
  issue     boolean NOT NULL DEFAULT false,
  at        timestamptz NOT NULL
);
CREATE INDEX thread_messages_by_subject ON thread_messages (subject, at, id);
