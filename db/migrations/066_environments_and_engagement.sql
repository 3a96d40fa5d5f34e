-- The other appliance of the pair, what it vouched for, and checklists, engagement and handover.

-- The appliance on the other side of the air gap; known by its public key.
CREATE TABLE paired_environments (
  key_id      text PRIMARY KEY,
  public_key  text NOT NULL,
  name        text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('development', 'production')),
  paired_by   text NOT NULL,
  paired_at   timestamptz NOT NULL,
  removed_at  timestamptz
);
CREATE UNIQUE INDEX paired_environments_one ON paired_environments ((true)) WHERE removed_at IS NULL;

CREATE TABLE attestations (
  id          text PRIMARY KEY,
  -- Ours went out; theirs came in, each once.
  direction   text NOT NULL CHECK (direction IN ('issued', 'received')),
  kind        text NOT NULL CHECK (kind IN ('build', 'backup', 'update', 'test-sign-off')),
  issuer      text NOT NULL,
  issued_at   timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  facts       jsonb NOT NULL,
  -- The signed text, to be carried again or checked again.
  packet      text NOT NULL
);
CREATE INDEX attestations_by_kind ON attestations (direction, kind, issued_at DESC);

CREATE TABLE checklists (
  id           text PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('pre-installation', 'post-installation')),
  state        text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL,
  submitted_by text,
  submitted_at timestamptz,
  settled_by   text,
  settled_at   timestamptz
);
CREATE UNIQUE INDEX checklists_one_open ON checklists (kind) WHERE state <> 'accepted';

CREATE TABLE checklist_answers (
  checklist_id text NOT NULL REFERENCES checklists,
  item         text NOT NULL,
  -- Empty for items that are not asked of each node.
  node         text NOT NULL DEFAULT '',
  met          boolean NOT NULL,
  value        jsonb NOT NULL,
  sentence     text NOT NULL,
  -- `measured` wins over nothing and loses to nothing: what the appliance measured, people cannot answer differently.
  source       text NOT NULL CHECK (source IN ('measured', 'answered')),
  by           text NOT NULL,
  at           timestamptz NOT NULL,
  PRIMARY KEY (checklist_id, item, node)
);

-- One engagement: from the signature to the handover.
CREATE TABLE engagement (
  single      boolean PRIMARY KEY DEFAULT true CHECK (single),
  signed_on   date NOT NULL,
  set_by      text NOT NULL,
  set_at      timestamptz NOT NULL
);
CREATE TABLE milestones (
  milestone   text PRIMARY KEY,
  reached_on  date NOT NULL,
  note        text,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);

CREATE TABLE handover (
  single       boolean PRIMARY KEY DEFAULT true CHECK (single),
  scheduled_at timestamptz NOT NULL,
  minutes      integer NOT NULL,
  scheduled_by text NOT NULL,
  provider_signed_by   text,
  provider_signed_at   timestamptz,
  subscriber_signed_by text,
  subscriber_signed_at timestamptz
);
CREATE TABLE handover_topics (
  topic      text PRIMARY KEY,
  covered_by text NOT NULL,
  covered_at timestamptz NOT NULL,
  note       text
);
-- Recorded by the system when they happen, never by hand.
CREATE TABLE drills (
  id       text PRIMARY KEY,
  drill    text NOT NULL,
  evidence jsonb NOT NULL,
  sentence text NOT NULL,
  at       timestamptz NOT NULL
);
CREATE INDEX drills_by_drill ON drills (drill, at);
