-- When each periodic job last ran; claiming a run is one conditional UPDATE, so a cluster runs it once.
CREATE TABLE job_runs (
  job         text PRIMARY KEY,
  started_at  timestamptz NOT NULL DEFAULT '-infinity',
  finished_at timestamptz,
  ok          boolean,
  -- The sentence the run ended in.
  outcome     text
);
