-- Who administers a tenant in the dashboard: people of the root tenant authority. The tenant's own users are not among them.
CREATE TABLE tenant_administrators (
  tenant_id integer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  root_tenant_id integer NOT NULL,
  user_id text NOT NULL,
  role text NOT NULL CHECK (role IN ('administrator', 'developer', 'support', 'viewer')),
  added_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (root_tenant_id, user_id) REFERENCES users (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX tenant_administrators_by_user ON tenant_administrators (root_tenant_id, user_id);
