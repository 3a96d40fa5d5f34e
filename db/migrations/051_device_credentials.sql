-- Public keys of a person's devices, one for each device and application.
CREATE TABLE device_credentials (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  user_id     text NOT NULL,
  client_id   text NOT NULL,
  device_id   text NOT NULL,
  device_name text NOT NULL,
  public_key  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, user_id, client_id, device_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);
