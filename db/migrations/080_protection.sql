-- Protection of sign-in and sign-up: failed attempts by name, throttles by address, and the tenant's wishes about both.

-- Documents of /attack-protection; `settings` holds only what was set.
CREATE TABLE attack_protection (
  tenant_id  integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  name       text NOT NULL,
  settings   jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, name)
);
CREATE TRIGGER attack_protection_changed AFTER INSERT OR UPDATE OR DELETE ON attack_protection
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();

-- Wrong passwords in a row, by what was typed and from where, whether or not such a person exists. No configuration: no version rises.
CREATE TABLE login_attempts (
  tenant_id    integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- As typed, in lower case.
  identifier   text NOT NULL,
  connection   text NOT NULL,
  -- Empty where attempts from everywhere count together.
  network      text NOT NULL,
  failures     integer NOT NULL,
  last_at      timestamptz NOT NULL,
  blocked_at   timestamptz,
  -- SHA-256 of the value in the unblock link.
  unblock_hash bytea,
  expires_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, identifier, connection, network)
);
CREATE UNIQUE INDEX login_attempts_by_link ON login_attempts (tenant_id, unblock_hash) WHERE unblock_hash IS NOT NULL;
CREATE INDEX login_attempts_by_end ON login_attempts (expires_at);

-- A bucket of attempts per address: one moment says it all. The bucket is full again at `full_at`, and the row worth nothing.
CREATE TABLE address_throttles (
  tenant_id integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  stage     text NOT NULL,
  network   text NOT NULL,
  full_at   timestamptz NOT NULL,
  -- When the tenant's owners were last told.
  told_at   timestamptz,
  PRIMARY KEY (tenant_id, stage, network)
);
CREATE INDEX address_throttles_by_end ON address_throttles (full_at);
