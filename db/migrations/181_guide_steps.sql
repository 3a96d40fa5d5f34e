-- The guided start of an appliance: what was done or skipped, for everybody alike.
CREATE TABLE guide_steps (
  step text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('done', 'skipped')),
  by text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
