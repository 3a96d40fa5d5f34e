-- Tenants, applications, APIs, connections, people, roles.
-- Every row of a tenant carries tenant_id. Columns hold what is searched or joined; `body` holds the remaining documented fields
-- of the resource as the Management API shows them. Columns ending in _sealed are encrypted with the appliance's key.

CREATE TABLE tenants (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$'),
  is_root     boolean NOT NULL DEFAULT false,
  settings    jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- Rises with every change of configuration that workers keep in memory.
  version     bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX tenants_one_root ON tenants (is_root) WHERE is_root;

CREATE TABLE signing_keys (
  tenant_id     integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  kid           text NOT NULL,
  state         text NOT NULL CHECK (state IN ('next', 'current', 'previous', 'revoked')),
  algorithm     text NOT NULL DEFAULT 'RS256',
  private_sealed bytea NOT NULL,
  public_jwk    jsonb NOT NULL,
  certificate   text NOT NULL,
  fingerprint   text NOT NULL,
  thumbprint    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  current_since timestamptz,
  current_until timestamptz,
  revoked_at    timestamptz,
  PRIMARY KEY (tenant_id, kid)
);
CREATE UNIQUE INDEX signing_keys_one_current ON signing_keys (tenant_id, algorithm) WHERE state = 'current';
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys (tenant_id, algorithm) WHERE state = 'next';

CREATE TABLE clients (
  tenant_id     integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  client_id     text NOT NULL,
  name          text NOT NULL,
  app_type      text,
  is_first_party boolean NOT NULL DEFAULT true,
  is_global     boolean NOT NULL DEFAULT false,
  secret_sealed bytea,
  body          jsonb NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, client_id)
);
CREATE INDEX clients_by_creation ON clients (tenant_id, created_at, client_id);

CREATE TABLE resource_servers (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  identifier  text NOT NULL,
  name        text,
  is_system   boolean NOT NULL DEFAULT false,
  scopes      jsonb NOT NULL DEFAULT '[]',
  body        jsonb NOT NULL DEFAULT '{}',
  secret_sealed bytea,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, identifier)
);

CREATE TABLE client_grants (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  client_id   text NOT NULL,
  audience    text NOT NULL,
  subject_type text NOT NULL DEFAULT 'client',
  scope       text[] NOT NULL DEFAULT '{}',
  body        jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, client_id, audience, subject_type),
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, audience) REFERENCES resource_servers (tenant_id, identifier) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE connections (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  name        text NOT NULL,
  strategy    text NOT NULL,
  options     jsonb NOT NULL DEFAULT '{}',
  options_sealed bytea,
  body        jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE connection_clients (
  tenant_id     integer NOT NULL,
  connection_id text NOT NULL,
  client_id     text NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, client_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, client_id) REFERENCES clients ON DELETE CASCADE
);
CREATE INDEX connection_clients_by_client ON connection_clients (tenant_id, client_id);

CREATE TABLE users (
  tenant_id      integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- `auth0|66f…`: provider of the primary identity, a bar, its id.
  user_id        text NOT NULL,
  connection     text NOT NULL,
  email          text,
  email_verified boolean NOT NULL DEFAULT false,
  username       text,
  phone_number   text,
  phone_verified boolean NOT NULL DEFAULT false,
  name           text,
  nickname       text,
  given_name     text,
  family_name    text,
  picture        text,
  blocked        boolean NOT NULL DEFAULT false,
  -- Further standard and provider attributes of the root profile.
  profile        jsonb NOT NULL DEFAULT '{}',
  user_metadata  jsonb NOT NULL DEFAULT '{}',
  app_metadata   jsonb NOT NULL DEFAULT '{}',
  logins_count   integer NOT NULL DEFAULT 0,
  last_login     timestamptz,
  last_ip        text,
  last_password_reset timestamptz,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id)
);
CREATE UNIQUE INDEX users_email_once ON users (tenant_id, connection, lower(email)) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX users_username_once ON users (tenant_id, connection, lower(username)) WHERE username IS NOT NULL;
CREATE UNIQUE INDEX users_phone_once ON users (tenant_id, connection, phone_number) WHERE phone_number IS NOT NULL;
CREATE INDEX users_by_email ON users (tenant_id, lower(email));
CREATE INDEX users_by_creation ON users (tenant_id, created_at DESC, user_id);

CREATE TABLE user_identities (
  tenant_id    integer NOT NULL,
  provider     text NOT NULL,
  -- Without the provider prefix.
  identity_id  text NOT NULL,
  connection   text NOT NULL,
  is_social    boolean NOT NULL DEFAULT false,
  user_id      text NOT NULL,
  -- 0 is the primary identity.
  position     integer NOT NULL DEFAULT 0,
  profile      jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, connection, provider, identity_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE INDEX user_identities_by_user ON user_identities (tenant_id, user_id, position);

CREATE TABLE passwords (
  tenant_id   integer NOT NULL,
  user_id     text NOT NULL,
  -- PHC string or a foreign hash as imported; rehashed to argon2id at the first login.
  hash        text NOT NULL,
  set_at      timestamptz NOT NULL DEFAULT now(),
  -- Former hashes, newest first, for the history policy.
  history     text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);

CREATE TABLE roles (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id          text NOT NULL,
  name        text NOT NULL,
  description text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE role_permissions (
  tenant_id   integer NOT NULL,
  role_id     text NOT NULL,
  resource_server_identifier text NOT NULL,
  permission_name text NOT NULL,
  PRIMARY KEY (tenant_id, role_id, resource_server_identifier, permission_name),
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, resource_server_identifier) REFERENCES resource_servers (tenant_id, identifier) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE user_roles (
  tenant_id   integer NOT NULL,
  user_id     text NOT NULL,
  role_id     text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, role_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles ON DELETE CASCADE
);
CREATE INDEX user_roles_by_role ON user_roles (tenant_id, role_id);

CREATE TABLE user_permissions (
  tenant_id   integer NOT NULL,
  user_id     text NOT NULL,
  resource_server_identifier text NOT NULL,
  permission_name text NOT NULL,
  PRIMARY KEY (tenant_id, user_id, resource_server_identifier, permission_name),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, resource_server_identifier) REFERENCES resource_servers (tenant_id, identifier) ON DELETE CASCADE ON UPDATE CASCADE
);

-- What a tenant's log shows, one row an event.
CREATE TABLE logs (
  tenant_id   integer NOT NULL REFERENCES tenants ON DELETE CASCADE,
  -- Sorts by time: the documented log_id.
  log_id      text NOT NULL,
  date        timestamptz NOT NULL DEFAULT now(),
  type        text NOT NULL,
  client_id   text,
  user_id     text,
  ip          text,
  body        jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, log_id)
);
CREATE INDEX logs_by_user ON logs (tenant_id, user_id, log_id) WHERE user_id IS NOT NULL;
CREATE INDEX logs_by_type ON logs (tenant_id, type, log_id);

-- Appliance settings, versioned by row.
CREATE TABLE settings (
  id          text PRIMARY KEY,
  value       jsonb NOT NULL,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  changed_by  text NOT NULL DEFAULT 'system'
);

-- Workers keep tenant configuration in memory; every change raises the version and tells them.
-- A lost notification does no lasting harm: workers compare the version when they reconnect and once a while.
CREATE FUNCTION tenant_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant integer := coalesce(NEW.tenant_id, OLD.tenant_id);
BEGIN
  UPDATE tenants SET version = version + 1 WHERE id = tenant;
  PERFORM pg_notify('tenant_changed', tenant::text);
  RETURN NULL;
END $$;

CREATE FUNCTION tenant_row_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tenant_changed', coalesce(NEW.id, OLD.id)::text);
  RETURN NULL;
END $$;

CREATE TRIGGER tenants_changed AFTER UPDATE OF name, settings OR DELETE ON tenants
  FOR EACH ROW EXECUTE FUNCTION tenant_row_changed();
CREATE TRIGGER signing_keys_changed AFTER INSERT OR UPDATE OR DELETE ON signing_keys
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER clients_changed AFTER INSERT OR UPDATE OR DELETE ON clients
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER resource_servers_changed AFTER INSERT OR UPDATE OR DELETE ON resource_servers
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER client_grants_changed AFTER INSERT OR UPDATE OR DELETE ON client_grants
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connections_changed AFTER INSERT OR UPDATE OR DELETE ON connections
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
CREATE TRIGGER connection_clients_changed AFTER INSERT OR UPDATE OR DELETE ON connection_clients
  FOR EACH ROW EXECUTE FUNCTION tenant_changed();
