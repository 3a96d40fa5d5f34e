-- Work that the Management API was asked for, and what came of it.
CREATE TABLE api_jobs (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id         text NOT NULL,
  type       text NOT NULL,
  status     text NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
  -- The remaining documented fields.
  body       jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX api_jobs_by_date ON api_jobs (created_at);
